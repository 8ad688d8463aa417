namespace JasperFx.Events;

/// <summary>An event with its metadata.</summary>
public interface IEvent
{
    /// <summary>Unique identity of the event.</summary>
    Guid Id { get; set; }

    /// <summary>Position in its stream, from 1; 0 while unknown.</summary>
    long Version { get; set; }

    /// <summary>Position in the store; 0 while unknown.</summary>
    long Sequence { get; set; }

    /// <summary>The event itself.</summary>
    object Data { get; }

    /// <summary>The stream, where streams are identified by <see cref="Guid"/>.</summary>
    Guid StreamId { get; set; }

    /// <summary>The stream, where streams are identified by string.</summary>
    string? StreamKey { get; set; }

    /// <summary>When the event was recorded.</summary>
    DateTimeOffset Timestamp { get; set; }

    /// <summary>The tenant that the event belongs to.</summary>
    string TenantId { get; set; }

    /// <summary>The .NET type of <see cref="Data"/>.</summary>
    Type EventType { get; }

    /// <summary>The stored name of the type.</summary>
    string EventTypeName { get; set; }

    /// <summary>Full type name and assembly, as stored.</summary>
    string DotNetTypeName { get; set; }

    /// <summary>What caused the event.</summary>
    string? CausationId { get; set; }

    /// <summary>What the event belongs together with.</summary>
    string? CorrelationId { get; set; }

    /// <summary>Metadata of the application's own.</summary>
    Dictionary<string, object>? Headers { get; set; }

    /// <summary>Whether the event's stream is archived.</summary>
    bool IsArchived { get; set; }

    /// <summary>Stored name of the stream's aggregate type.</summary>
    string? AggregateTypeName { get; set; }

    /// <summary>Who caused the event.</summary>
    string? UserName { get; set; }

    /// <summary>Whether projections and subscriptions pass the event over.</summary>
    bool IsSkipped { get; set; }

    /// <summary>Adds or replaces one header.</summary>
    void SetHeader(string key, object value);

    /// <summary>The value of one header, or null.</summary>
    object? GetHeader(string key);
}

/// <summary>An event of a known type with its metadata.</summary>
public interface IEvent<out T> : IEvent
    where T : notnull
{
    /// <summary>The event itself.</summary>
    new T Data { get; }
}
