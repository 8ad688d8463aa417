namespace JasperFx.Events.Projections;

/// <summary>Narrows the events that a projection or subscription is given.</summary>
public interface IEventFilterable
{
    /// <summary>Whether events of archived streams are included.</summary>
    bool IncludeArchivedEvents { get; set; }

    /// <summary>Includes one event type.</summary>
    void IncludeType<T>();

    /// <summary>Includes one event type.</summary>
    void IncludeType(Type type);

    /// <summary>Only events of streams that were started with this aggregate type.</summary>
    void FilterIncomingEventsOnStreamType(Type streamType);
}
