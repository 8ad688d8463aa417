namespace JasperFx.Events;

/// <summary>Queues appends for the session's next save. An expected version is the one <i>after</i> the append.</summary>
public interface IEventOperations
{
    /// <summary>Appends to a stream, whatever its version.</summary>
    StreamAction Append(Guid stream, IEnumerable<object> events);

    /// <inheritdoc cref="Append(Guid, IEnumerable{object})"/>
    StreamAction Append(Guid stream, params object[] events);

    /// <inheritdoc cref="Append(Guid, IEnumerable{object})"/>
    StreamAction Append(string stream, IEnumerable<object> events);

    /// <inheritdoc cref="Append(Guid, IEnumerable{object})"/>
    StreamAction Append(string stream, params object[] events);

    /// <summary>Appends to a stream that must then have the expected version.</summary>
    StreamAction Append(Guid stream, long expectedVersion, params object[] events);

    /// <inheritdoc cref="Append(Guid, long, object[])"/>
    StreamAction Append(string stream, long expectedVersion, IEnumerable<object> events);

    /// <inheritdoc cref="Append(Guid, long, object[])"/>
    StreamAction Append(string stream, long expectedVersion, params object[] events);

    /// <summary>Starts a stream, which must not exist.</summary>
    StreamAction StartStream<TAggregate>(Guid id, params object[] events)
        where TAggregate : class;

    /// <inheritdoc cref="StartStream{TAggregate}(Guid, object[])"/>
    StreamAction StartStream<TAggregate>(string streamKey, IEnumerable<object> events)
        where TAggregate : class;

    /// <inheritdoc cref="StartStream{TAggregate}(Guid, object[])"/>
    StreamAction StartStream<TAggregate>(string streamKey, params object[] events)
        where TAggregate : class;

    /// <summary>Starts a stream with a new id.</summary>
    StreamAction StartStream<TAggregate>(IEnumerable<object> events)
        where TAggregate : class;

    /// <inheritdoc cref="StartStream{TAggregate}(IEnumerable{object})"/>
    StreamAction StartStream<TAggregate>(params object[] events)
        where TAggregate : class;

    /// <inheritdoc cref="StartStream{TAggregate}(Guid, object[])"/>
    StreamAction StartStream(Type aggregateType, Guid id, params object[] events);

    /// <inheritdoc cref="StartStream{TAggregate}(Guid, object[])"/>
    StreamAction StartStream(Type aggregateType, string streamKey, params object[] events);

    /// <inheritdoc cref="StartStream{TAggregate}(Guid, object[])"/>
    StreamAction StartStream(Guid id, IEnumerable<object> events);

    /// <inheritdoc cref="StartStream{TAggregate}(Guid, object[])"/>
    StreamAction StartStream(Guid id, params object[] events);

    /// <inheritdoc cref="StartStream{TAggregate}(Guid, object[])"/>
    StreamAction StartStream(string streamKey, IEnumerable<object> events);

    /// <inheritdoc cref="StartStream{TAggregate}(Guid, object[])"/>
    StreamAction StartStream(string streamKey, params object[] events);
}
