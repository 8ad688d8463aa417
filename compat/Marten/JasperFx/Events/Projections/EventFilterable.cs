namespace JasperFx.Events.Projections;

/// <summary>Holds the filter of a projection or subscription.</summary>
public class EventFilterable : IEventFilterable
{
    /// <inheritdoc/>
    public List<Type> IncludedEventTypes { get; } = [];

    /// <inheritdoc/>
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
