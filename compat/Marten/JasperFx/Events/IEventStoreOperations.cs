namespace JasperFx.Events;

/// <summary>Appends to streams, and fetches aggregates for writing.</summary>
public interface IEventStoreOperations : IEventOperations, IQueryEventStore
{
    /// <summary>Wraps an event, to give it metadata before it is appended.</summary>
    IEvent BuildEvent(object data);

    /// <summary>Appends to a stream that must then have the expected version.</summary>
    StreamAction Append(Guid stream, long expectedVersion, IEnumerable<object> events);

    /// <summary>Starts a stream, which must not exist.</summary>
    StreamAction StartStream<TAggregate>(Guid id, IEnumerable<object> events)
        where TAggregate : class;

    /// <summary>Appends to a stream, which must exist, at the version it has now.</summary>
    Task AppendOptimistic(string streamKey, CancellationToken token, params object[] events);

    /// <inheritdoc cref="AppendOptimistic(string, CancellationToken, object[])"/>
    Task AppendOptimistic(string streamKey, params object[] events);

    /// <inheritdoc cref="AppendOptimistic(string, CancellationToken, object[])"/>
    Task AppendOptimistic(Guid streamId, CancellationToken token, params object[] events);

    /// <inheritdoc cref="AppendOptimistic(string, CancellationToken, object[])"/>
    Task AppendOptimistic(Guid streamId, params object[] events);

    /// <summary>Locks a stream, which must exist, until the session saves or is disposed, and appends to it.</summary>
    Task AppendExclusive(string streamKey, CancellationToken token, params object[] events);

    /// <inheritdoc cref="AppendExclusive(string, CancellationToken, object[])"/>
    Task AppendExclusive(string streamKey, params object[] events);

    /// <inheritdoc cref="AppendExclusive(string, CancellationToken, object[])"/>
    Task AppendExclusive(Guid streamId, CancellationToken token, params object[] events);

    /// <inheritdoc cref="AppendExclusive(string, CancellationToken, object[])"/>
    Task AppendExclusive(Guid streamId, params object[] events);

    /// <summary>Archives a stream and its events on save.</summary>
    void ArchiveStream(Guid streamId);

    /// <inheritdoc cref="ArchiveStream(Guid)"/>
    void ArchiveStream(string streamKey);

    /// <summary>The aggregate as it is now, and the stream for its next events; saving fails if anybody else appends first.</summary>
    Task<IEventStream<T>> FetchForWriting<T>(Guid id, CancellationToken cancellation = default)
        where T : class;

    /// <inheritdoc cref="FetchForWriting{T}(Guid, CancellationToken)"/>
    Task<IEventStream<T>> FetchForWriting<T>(string key, CancellationToken cancellation = default)
        where T : class;

    /// <summary>As above, and the stream must be at the expected version: <see cref="ConcurrencyException"/> otherwise.</summary>
    Task<IEventStream<T>> FetchForWriting<T>(Guid id, long expectedVersion, CancellationToken cancellation = default)
        where T : class;

    /// <inheritdoc cref="FetchForWriting{T}(Guid, long, CancellationToken)"/>
    Task<IEventStream<T>> FetchForWriting<T>(string key, long expectedVersion, CancellationToken cancellation = default)
        where T : class;

    /// <summary>The aggregate and its stream, locked until the session saves or is disposed.</summary>
    Task<IEventStream<T>> FetchForExclusiveWriting<T>(Guid id, CancellationToken cancellation = default)
        where T : class;

    /// <inheritdoc cref="FetchForExclusiveWriting{T}(Guid, CancellationToken)"/>
    Task<IEventStream<T>> FetchForExclusiveWriting<T>(string key, CancellationToken cancellation = default)
        where T : class;

    /// <summary>Fetches for writing, lets the caller append, and saves.</summary>
    Task WriteToAggregate<T>(Guid id, Action<IEventStream<T>> writing, CancellationToken cancellation = default)
        where T : class;

    /// <inheritdoc cref="WriteToAggregate{T}(Guid, Action{IEventStream{T}}, CancellationToken)"/>
    Task WriteToAggregate<T>(string id, Action<IEventStream<T>> writing, CancellationToken cancellation = default)
        where T : class;

    /// <summary>The aggregate as it is now, from its snapshot and the events after it.</summary>
    ValueTask<T?> FetchLatest<T>(Guid id, CancellationToken cancellation = default)
        where T : class;

    /// <inheritdoc cref="FetchLatest{T}(Guid, CancellationToken)"/>
    ValueTask<T?> FetchLatest<T>(string id, CancellationToken cancellation = default)
        where T : class;

    /// <summary>Overwrites the data and headers of a stored event on save.</summary>
    void OverwriteEvent(IEvent e);
}
