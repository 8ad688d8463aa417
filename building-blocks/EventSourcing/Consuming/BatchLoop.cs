using Confluent.Kafka;
using MlOps.Messaging;

namespace MlOps.EventSourcing.Consuming;

/// <summary>
/// Handles all available messages in one transaction; if that fails, retries them one by one to isolate those to dead-letter.
/// </summary>
internal sealed class BatchLoop(ConsumerLoop.Parts parts, EventConsumption consumption, string group, BatchRoute route)
    : ConsumerLoop(parts, group, route.Topics, route.MaxBatch)
{
    protected override async Task HandleAsync(IReadOnlyList<ConsumeResult<string, byte[]>> results, CancellationToken cancellation)
    {
        var sound = new List<(ConsumeResult<string, byte[]> Result, Consumed Message)>();
        foreach (var result in results)
        {
            try
            {
                sound.Add((result, CloudEvents.Read(result)));
            }
            catch (PoisonMessageException e)
            {
                await BuryAsync(result, route.Consumer, e, cancellation);
            }
        }

        if (sound.Count == 0) return;
        if (await TryAsync(sound, cancellation) is not { } failure) return;
        if (sound.Count == 1)
        {
            await BuryAsync(sound[0].Result, route.Consumer, failure, cancellation);
            return;
        }

        foreach (var single in sound)
        {
            if (await TryAsync([single], cancellation) is { } reason) await BuryAsync(single.Result, route.Consumer, reason, cancellation);
        }
    }

    private Task<Exception?> TryAsync(
        List<(ConsumeResult<string, byte[]> Result, Consumed Message)> batch, CancellationToken cancellation) =>
        TryAsync(
            route.Consumer, batch[0].Result,
            () => consumption.HandleAsync(route, [.. batch.Select(item => item.Message)], cancellation), cancellation);
}
