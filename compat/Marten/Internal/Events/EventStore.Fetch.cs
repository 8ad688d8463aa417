using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten.Internal.Projections;
using Npgsql;

namespace Marten.Internal.Events;

internal sealed partial class EventStore
{
    public Task<IEventStream<T>> FetchForWriting<T>(Guid id, CancellationToken cancellation = default)
        where T : class => FetchAsync<T>(id, null, false, cancellation);

    public Task<IEventStream<T>> FetchForWriting<T>(string key, CancellationToken cancellation = default)
        where T : class => FetchAsync<T>(key, null, false, cancellation);

    public Task<IEventStream<T>> FetchForWriting<T>(Guid id, long expectedVersion, CancellationToken cancellation = default)
        where T : class => FetchAsync<T>(id, expectedVersion, false, cancellation);

    public Task<IEventStream<T>> FetchForWriting<T>(string key, long expectedVersion, CancellationToken cancellation = default)
        where T : class => FetchAsync<T>(key, expectedVersion, false, cancellation);

    public Task<IEventStream<T>> FetchForExclusiveWriting<T>(Guid id, CancellationToken cancellation = default)
        where T : class => FetchAsync<T>(id, null, true, cancellation);

    public Task<IEventStream<T>> FetchForExclusiveWriting<T>(string key, CancellationToken cancellation = default)
        where T : class => FetchAsync<T>(key, null, true, cancellation);

    public async Task WriteToAggregate<T>(Guid id, Action<IEventStream<T>> writing, CancellationToken cancellation = default)
        where T : class
    {
        writing(await FetchForWriting<T>(id, cancellation));
        await session.SaveChangesAsync(cancellation);
    }

    public async Task WriteToAggregate<T>(string id, Action<IEventStream<T>> writing, CancellationToken cancellation = default)
        where T : class
    {
        writing(await FetchForWriting<T>(id, cancellation));
        await session.SaveChangesAsync(cancellation);
    }

    public ValueTask<T?> FetchLatest<T>(Guid id, CancellationToken cancellation = default)
        where T : class => FetchLatestAsync<T>(id, cancellation);

    public ValueTask<T?> FetchLatest<T>(string id, CancellationToken cancellation = default)
        where T : class => FetchLatestAsync<T>(id, cancellation);

    private async ValueTask<T?> FetchLatestAsync<T>(object stream, CancellationToken token)
        where T : class => (await ReadAggregateAsync<T>(stream, false, token)).Aggregate;

    private async Task<IEventStream<T>> FetchAsync<T>(object stream, long? expectedVersion, bool isExclusive, CancellationToken token)
        where T : class
    {
        if (isExclusive)
        {
            await session.Owner.Schema.EnsureEventsAsync();
            await ReadVersionAsync(stream, true, token);
        }

        var (aggregate, version) = await ReadAggregateAsync<T>(stream, true, token);
        if (expectedVersion is { } expected && expected != version)
            throw new ConcurrencyException($"Expected version {expected} of stream '{stream}' but it is at {version}", typeof(T), stream);

        var action = ActionFor(stream, version == 0 ? StreamActionType.Start : StreamActionType.Append);
        action.AggregateType = typeof(T);
        action.ExpectedVersionOnServer = version;
        return new EventStream<T>(action, aggregate, version, events, token);
    }

    /// <summary>The aggregate from its snapshot, where there is one, and the events after it, with the stream's version: one round trip.</summary>
    private async Task<(T? Aggregate, long Version)> ReadAggregateAsync<T>(object stream, bool isForWriting, CancellationToken token)
        where T : class
    {
        CheckIdentity(stream);
        await session.Owner.Schema.EnsureEventsAsync();
        var source = session.Owner.AggregateFor<T>();
        var reader = Reader;
        var key = stream as string;
        long version = 0;
        T? snapshot = null;
        var commands = new List<NpgsqlBatchCommand> { StreamQuery.Version(events, stream, session.TenantId, false) };
        var mapping = session.Options.MappingFor(typeof(T));
        if (source.Lifecycle != ProjectionLifecycle.Live)
        {
            await session.Owner.Schema.EnsureDocumentAsync(mapping);
            commands.Add(session.LoadCommand(typeof(T), stream, "data"));
        }

        var later = new List<IEvent>();
        var aggregation = source.Lifecycle == ProjectionLifecycle.Live ? new Aggregation<T>(source, null) : null;
        if (source.Lifecycle == ProjectionLifecycle.Async) commands.Add(StreamQuery.EventsAfterSnapshot(reader, events, mapping, stream, session.TenantId));
        else if (aggregation is not null) commands.Add(StreamQuery.Events(reader, events, stream, session.TenantId, 0, null, 0));

        await session.ReadResultsAsync(commands, (result, row) =>
        {
            if (result == 0) version = row.GetInt64(0);
            else if (aggregation is null && result == 1) snapshot = session.ReadDocument<T>(row);
            else if (aggregation is null) later.Add(reader.Read(row, key));
            else AddUpTo(version, aggregation, reader.Read(row, key));
        }, token);

        aggregation ??= new Aggregation<T>(source, snapshot);
        foreach (var e in later) AddUpTo(version, aggregation, e);
        var aggregate = aggregation.Result(stream);
        if (isForWriting && source.Lifecycle == ProjectionLifecycle.Inline && events.UseIdentityMapForAggregates && aggregate is not null)
            session.FetchedAggregates[(typeof(T), stream)] = aggregate;
        return (aggregate, version);
    }

    /// <summary>Another writer may commit between the statements of the batch; its events belong to a later version.</summary>
    private static void AddUpTo<T>(long version, Aggregation<T> aggregation, IEvent e)
        where T : class
    {
        if (e.Version <= version) aggregation.Add(e);
    }
}
