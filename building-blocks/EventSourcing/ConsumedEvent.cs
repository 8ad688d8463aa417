using MlOps.Messaging;

namespace MlOps.EventSourcing;

/// <summary>The note that a consumer has handled an event, stored in the transaction in which it acted.</summary>
/// <param name="Id">Consumer and event id.</param>
/// <param name="At">When it was handled.</param>
internal sealed record ConsumedEvent(string Id, DateTimeOffset At)
{
    public const string Alias = "mlops_consumed_event";

    public static string IdOf(string consumer, Consumed message) => $"{consumer}|{message.Id}";
}
