namespace JasperFx.Events;

/// <summary>What a <see cref="StreamAction"/> does.</summary>
public enum StreamActionType
{
    /// <summary>Starts a stream, which must not exist.</summary>
    Start,

    /// <summary>Appends to a stream, which may exist.</summary>
    Append,
}

/// <summary>Events that one session will append to one stream.</summary>
public class StreamAction
{
    private readonly List<IEvent> events = [];
    private string tenantId = StorageConstants.DefaultTenantId;

    /// <summary>For a stream with an id.</summary>
    public StreamAction(Guid stream, StreamActionType actionType)
    {
        Id = stream;
        ActionType = actionType;
    }

    /// <summary>For a stream with a key.</summary>
    public StreamAction(string stream, StreamActionType actionType)
    {
        Key = stream;
        ActionType = actionType;
    }

    /// <summary>The stream's id, or <see cref="Guid.Empty"/>.</summary>
    public Guid Id { get; }

    /// <summary>The stream's key, or null.</summary>
    public string? Key { get; }

    /// <summary>Whether the stream is started or appended to.</summary>
    public StreamActionType ActionType { get; }

    /// <summary>The stream's aggregate type, where known.</summary>
    public Type? AggregateType { get; set; }

    /// <summary>Stored name of the aggregate type.</summary>
    public string? AggregateTypeName { get; internal set; }

    /// <summary>The tenant of the stream and all its events.</summary>
    public string TenantId
    {
        get => tenantId;
        set
        {
            tenantId = value;
            foreach (var @event in events) @event.TenantId = value;
        }
    }

    /// <summary>The events, in order.</summary>
    public IReadOnlyList<IEvent> Events => events;

    /// <summary>Version that the stream must have before the append; null appends whatever it is.</summary>
    public long? ExpectedVersionOnServer { get; set; }

    /// <summary>Version after the append, where known.</summary>
    public long Version { get; set; }

    /// <summary>Checks the expected version even when no events are appended.</summary>
    public bool AlwaysEnforceConsistency { get; set; }

    internal object Identity => (object?)Key ?? Id;

    /// <summary>Adds an event; one without id gets one.</summary>
    public StreamAction AddEvent(IEvent @event)
    {
        if (@event.Id == Guid.Empty) @event.Id = Guid.CreateVersion7();
        @event.StreamId = Id;
        @event.StreamKey = Key;
        @event.TenantId = tenantId;
        events.Add(@event);
        return this;
    }

    /// <summary>Adds events in order.</summary>
    public StreamAction AddEvents(IReadOnlyList<IEvent> events)
    {
        foreach (var @event in events) AddEvent(@event);
        return this;
    }
}
