namespace JasperFx.Events;

/// <summary>An aggregate fetched for writing, and the stream that its new events go to.</summary>
public interface IEventStream<out T>
    where T : notnull
{
    /// <summary>The state at <see cref="StartingVersion"/>; null where the stream does not exist.</summary>
    T? Aggregate { get; }

    /// <summary>The stream's version when it was fetched; 0 where it does not exist.</summary>
    long? StartingVersion { get; }

    /// <summary>The version with the events appended so far.</summary>
    long? CurrentVersion { get; }

    /// <summary>The token that the stream was fetched with.</summary>
    CancellationToken Cancellation { get; }

    /// <summary>The stream's id, or <see cref="Guid.Empty"/>.</summary>
    Guid Id { get; }

    /// <summary>The stream's key, or null.</summary>
    string? Key { get; }

    /// <summary>The events appended here that the session has not saved yet.</summary>
    IReadOnlyList<IEvent> Events { get; }

    /// <summary>Checks the version on save even when nothing was appended.</summary>
    bool AlwaysEnforceConsistency { get; set; }

    /// <summary>Appends one event.</summary>
    void AppendOne(object @event);

    /// <summary>Appends events in order.</summary>
    void AppendMany(params object[] events);

    /// <summary>Appends events in order.</summary>
    void AppendMany(IEnumerable<object> events);
}
