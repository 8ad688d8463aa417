namespace JasperFx.Events.Grouping;

/// <summary>Assigns events to the documents that they belong to.</summary>
public interface IEventGrouping<in TId>
{
    /// <summary>Assigns one event.</summary>
    void AddEvent(TId id, IEvent @event);

    /// <summary>Assigns events.</summary>
    void AddEvents(TId id, IEnumerable<IEvent> events);

    /// <summary>Assigns all events of a type, each to one document.</summary>
    void AddEvents<TEvent>(Func<TEvent, TId> singleIdSource, IEnumerable<IEvent> events)
        where TEvent : notnull;

    /// <summary>Assigns all events of a type, each to several documents.</summary>
    void AddEvents<TEvent>(Func<TEvent, IEnumerable<TId>> multipleIdSource, IEnumerable<IEvent> events)
        where TEvent : notnull;
}
