using Confluent.Kafka;
using MlOps.Messaging;

namespace MlOps.EventSourcing.Consuming;

/// <summary>Hands each message to the consumers of its type, one transaction each; other types are not theirs and passed over.</summary>
internal sealed class TypedLoop(ConsumerLoop.Parts parts, EventConsumption consumption, string group, IReadOnlyList<TypedRoute> routes)
    : ConsumerLoop(parts, group, [.. routes.Select(route => route.Topic).Distinct()], MaxMessages)
{
    private const int MaxMessages = 100;
    private readonly ILookup<(string Topic, string Type), TypedRoute> routes = routes.ToLookup(route => (route.Topic, route.Type));

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
            await BuryAsync(result, Group, e, cancellation);
            return;
        }

        foreach (var route in routes[(message.Topic, message.Type)])
        {
            var failure = await TryAsync(
                route.Consumer, result, () => consumption.HandleAsync(route, Group, message, cancellation), cancellation);
            if (failure is not null) await BuryAsync(result, route.Consumer, failure, cancellation);
        }
    }
}
