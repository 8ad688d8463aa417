namespace JasperFx.Events;

/// <summary>Reads events and streams.</summary>
public interface IQueryEventStore
{
    /// <summary>The events of a stream in order, up to a version or a moment, from a version; empty where the stream is missing or archived.</summary>
    Task<IReadOnlyList<IEvent>> FetchStreamAsync(Guid streamId, long version = 0, DateTimeOffset? timestamp = null, long fromVersion = 0, CancellationToken token = default);

    /// <inheritdoc cref="FetchStreamAsync(Guid, long, DateTimeOffset?, long, CancellationToken)"/>
    Task<IReadOnlyList<IEvent>> FetchStreamAsync(string streamKey, long version = 0, DateTimeOffset? timestamp = null, long fromVersion = 0, CancellationToken token = default);

    /// <summary>The state that a stream's events give, up to a version or a moment, on top of <paramref name="state"/> from <paramref name="fromVersion"/>; null where there are none.</summary>
    Task<T?> AggregateStreamAsync<T>(Guid streamId, long version = 0, DateTimeOffset? timestamp = null, T? state = null, long fromVersion = 0, CancellationToken token = default)
        where T : class;

    /// <inheritdoc cref="AggregateStreamAsync{T}(Guid, long, DateTimeOffset?, T, long, CancellationToken)"/>
    Task<T?> AggregateStreamAsync<T>(string streamKey, long version = 0, DateTimeOffset? timestamp = null, T? state = null, long fromVersion = 0, CancellationToken token = default)
        where T : class;

    /// <summary>As <c>AggregateStreamAsync</c>, but the last state before the aggregate was deleted.</summary>
    Task<T?> AggregateStreamToLastKnownAsync<T>(Guid streamId, long version = 0, DateTimeOffset? timestamp = null, CancellationToken token = default)
        where T : class;

    /// <inheritdoc cref="AggregateStreamToLastKnownAsync{T}(Guid, long, DateTimeOffset?, CancellationToken)"/>
    Task<T?> AggregateStreamToLastKnownAsync<T>(string streamKey, long version = 0, DateTimeOffset? timestamp = null, CancellationToken token = default)
        where T : class;

    /// <summary>One event of a known type by its id, or null.</summary>
    Task<IEvent<T>?> LoadAsync<T>(Guid id, CancellationToken token = default)
        where T : class;

    /// <summary>One event by its id, or null.</summary>
    Task<IEvent?> LoadAsync(Guid id, CancellationToken token = default);

    /// <summary>A stream's version and times, or null where it does not exist.</summary>
    Task<StreamState?> FetchStreamStateAsync(Guid streamId, CancellationToken token = default);

    /// <inheritdoc cref="FetchStreamStateAsync(Guid, CancellationToken)"/>
    Task<StreamState?> FetchStreamStateAsync(string streamKey, CancellationToken token = default);
}
