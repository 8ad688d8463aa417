using MlOps.Messaging;

namespace MlOps.EventSourcing;

/// <summary>The deduplication record of a consumed event, stored in the same transaction as the consumer's writes.</summary>
/// <param name="Id">Consumer name and event id, separated by <c>|</c>.</param>
/// <param name="At">When it was handled.</param>
internal sealed record ConsumedEvent(string Id, DateTimeOffset At)
{
    public const string Alias = "mlops_consumed_event";

    public static string IdOf(string consumer, Consumed message) => $"{consumer}|{message.Id}";
}
