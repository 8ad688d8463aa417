using JasperFx.Events;
using Marten.Events;
using Marten.Internal.Linq;
using Marten.Internal.Operations;
using Marten.Internal.Projections;
using Marten.Internal.Sessions;
using Marten.Linq;
using Npgsql;

namespace Marten.Internal.Events;

/// <summary>Reads events and streams.</summary>
internal class QueryEventStore(QuerySession session) : Marten.Events.IQueryEventStore
{
    private readonly EventGraph events = session.Options.EventGraph;

    protected EventReader Reader => session.Owner.EventReader;

    public Task<IReadOnlyList<IEvent>> FetchStreamAsync(Guid streamId, long version = 0, DateTimeOffset? timestamp = null, long fromVersion = 0, CancellationToken token = default) =>
        FetchAsync(streamId, version, timestamp, fromVersion, token);

    public Task<IReadOnlyList<IEvent>> FetchStreamAsync(string streamKey, long version = 0, DateTimeOffset? timestamp = null, long fromVersion = 0, CancellationToken token = default) =>
        FetchAsync(streamKey, version, timestamp, fromVersion, token);

    public Task<T?> AggregateStreamAsync<T>(Guid streamId, long version = 0, DateTimeOffset? timestamp = null, T? state = null, long fromVersion = 0, CancellationToken token = default)
        where T : class => AggregateAsync(streamId, version, timestamp, state, fromVersion, false, token);

    public Task<T?> AggregateStreamAsync<T>(string streamKey, long version = 0, DateTimeOffset? timestamp = null, T? state = null, long fromVersion = 0, CancellationToken token = default)
        where T : class => AggregateAsync(streamKey, version, timestamp, state, fromVersion, false, token);

    public Task<T?> AggregateStreamToLastKnownAsync<T>(Guid streamId, long version = 0, DateTimeOffset? timestamp = null, CancellationToken token = default)
        where T : class => AggregateAsync<T>(streamId, version, timestamp, null, 0, true, token);

    public Task<T?> AggregateStreamToLastKnownAsync<T>(string streamKey, long version = 0, DateTimeOffset? timestamp = null, CancellationToken token = default)
        where T : class => AggregateAsync<T>(streamKey, version, timestamp, null, 0, true, token);

    public async Task<IEvent<T>?> LoadAsync<T>(Guid id, CancellationToken token = default)
        where T : class => await LoadAsync(id, token) as IEvent<T>;

    public async Task<IEvent?> LoadAsync(Guid id, CancellationToken token = default)
    {
        await session.Owner.Schema.EnsureEventsAsync();
        var command = new NpgsqlBatchCommand($"select {Reader.Columns} from {Reader.Table} where d.id = $1{(events.IsConjoined ? " and d.tenant_id = $2" : "")}");
        command.Parameters.Add(SqlParameters.Of(id));
        if (events.IsConjoined) command.Parameters.Add(SqlParameters.Text(session.TenantId));
        IEvent? loaded = null;
        await session.ReadAsync([command], reader => loaded = Reader.Read(reader), token);
        return loaded;
    }

    public Task<StreamState?> FetchStreamStateAsync(Guid streamId, CancellationToken token = default) => FetchStateAsync(streamId, token);

    public Task<StreamState?> FetchStreamStateAsync(string streamKey, CancellationToken token = default) => FetchStateAsync(streamKey, token);

    public IMartenQueryable<T> QueryRawEventDataOnly<T>()
        where T : notnull => new MartenQueryable<T>(new MartenQueryProvider(session, isEventData: true));

    public IMartenQueryable<IEvent> QueryAllRawEvents() => new MartenQueryable<IEvent>(new MartenQueryProvider(session));

    protected void CheckIdentity(object stream)
    {
        if (stream is string key)
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            if (!events.HasStringKeys) throw new InvalidOperationException("This Marten event store is configured to identify streams with Guids");
        }
        else if (events.HasStringKeys)
        {
            throw new InvalidOperationException("This Marten event store is configured to identify streams with strings");
        }
    }

    private async Task<IReadOnlyList<IEvent>> FetchAsync(object stream, long version, DateTimeOffset? timestamp, long fromVersion, CancellationToken token)
    {
        var fetched = new List<IEvent>();
        await ReadStreamAsync(stream, version, timestamp, fromVersion, fetched.Add, token);
        return fetched;
    }

    private async Task<T?> AggregateAsync<T>(object stream, long version, DateTimeOffset? timestamp, T? state, long fromVersion, bool isLastKnown, CancellationToken token)
        where T : class
    {
        var aggregate = new Aggregation<T>(session.Owner.AggregateFor<T>(), state);
        await ReadStreamAsync(stream, version, timestamp, fromVersion, aggregate.Add, token);
        return aggregate.Result(stream, isLastKnown);
    }

    private async Task ReadStreamAsync(object stream, long version, DateTimeOffset? timestamp, long fromVersion, Action<IEvent> add, CancellationToken token)
    {
        CheckIdentity(stream);
        await session.Owner.Schema.EnsureEventsAsync();
        var reader = Reader;
        var key = stream as string;
        var command = StreamQuery.Events(reader, events, stream, session.TenantId, version, timestamp, fromVersion);
        await session.ReadAsync([command], row => add(reader.Read(row, key)), token);
    }

    private async Task<StreamState?> FetchStateAsync(object stream, CancellationToken token)
    {
        CheckIdentity(stream);
        await session.Owner.Schema.EnsureEventsAsync();
        var command = new NpgsqlBatchCommand(
            $"select version, type, timestamp, created, is_archived from {events.DatabaseSchemaName}.mt_streams where id = $1{(events.IsConjoined ? " and tenant_id = $2" : "")}");
        command.Parameters.Add(SqlParameters.Inferred(stream));
        if (events.IsConjoined) command.Parameters.Add(SqlParameters.Text(session.TenantId));
        StreamState? state = null;
        await session.ReadAsync([command], reader => state = new StreamState
        {
            Id = stream is Guid id ? id : Guid.Empty,
            Key = stream as string,
            Version = reader.GetInt64(0),
            AggregateType = reader.IsDBNull(1) ? null : events.AggregateTypeFor(reader.GetString(1)),
            LastTimestamp = new DateTimeOffset(reader.GetDateTime(2)),
            Created = new DateTimeOffset(reader.GetDateTime(3)),
            IsArchived = reader.GetBoolean(4),
        }, token);
        return state;
    }
}
