namespace JasperFx.Events;

/// <summary>Copies of events.</summary>
public static class EventExtensions
{
    /// <summary>A copy of the event's metadata around other data.</summary>
    public static IEvent<T> WithData<T>(this IEvent @event, T eventData)
        where T : notnull => new Event<T>(eventData)
        {
            Id = @event.Id,
            Sequence = @event.Sequence,
            TenantId = @event.TenantId,
            Version = @event.Version,
            StreamId = @event.StreamId,
            StreamKey = @event.StreamKey,
            Timestamp = @event.Timestamp,
            Headers = @event.Headers,
        };
}
