namespace JasperFx.Events.Projections;

/// <summary>Holds the filter of a projection or subscription.</summary>
public class EventFilterable : IEventFilterable
{
    /// <summary>The event types; empty for all.</summary>
    public List<Type> IncludedEventTypes { get; } = [];

    /// <summary>Only events of streams that were started with this aggregate type; null for all.</summary>
    public Type? StreamType { get; set; }

    /// <inheritdoc/>
    public bool IncludeArchivedEvents { get; set; }

    /// <inheritdoc/>
    public void IncludeType<T>() => IncludeType(typeof(T));

    /// <inheritdoc/>
    public void IncludeType(Type type) => IncludedEventTypes.Add(type);

    /// <inheritdoc/>
    public void FilterIncomingEventsOnStreamType(Type streamType) => StreamType = streamType;
}
