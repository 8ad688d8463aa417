using Confluent.Kafka;
using MlOps.Messaging;

namespace MlOps.EventSourcing.Consuming;

/// <summary>Handles the messages of one type, one transaction each; ignores other types of the topic.</summary>
internal sealed class TypedLoop(ConsumerLoop.Parts parts, EventConsumption consumption, string group, TypedRoute route)
    : ConsumerLoop(parts, group, route.Topics, MaxMessages)
{
    private const int MaxMessages = 100;

    protected override async Task HandleAsync(IReadOnlyList<ConsumeResult<string, byte[]>> results, CancellationToken cancellation)
    {
        foreach (var result in results) await HandleAsync(result, cancellation);
    }

    private async Task HandleAsync(ConsumeResult<string, byte[]> result, CancellationToken cancellation)
    {
        Consumed message;
        try
        {
            message = CloudEvents.Read(result);
        }
        catch (PoisonMessageException e)
        {
            await BuryAsync(result, route.Consumer, e, cancellation);
            return;
        }

        if (message.Type != route.Type) return;
        var failure = await TryAsync(route.Consumer, result, () => consumption.HandleAsync(route, message, cancellation), cancellation);
        if (failure is not null) await BuryAsync(result, route.Consumer, failure, cancellation);
    }
}
