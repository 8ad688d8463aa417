using System.Diagnostics;
using Marten.Events;
using Marten.Internal.Events;
using Marten.Internal.Linq;
using Marten.Internal.Operations;
using Marten.Linq;
using Marten.Schema;
using Marten.Services;
using Npgsql;

namespace Marten.Internal.Sessions;

/// <summary>Reads documents and events.</summary>
internal partial class QuerySession : IQuerySession
{
    public QuerySession(DocumentStore store, SessionOptions options)
        : this(store, options.TenantId, new SessionConnection(store.DataSource, options, store.Options.CommandTimeout))
    {
    }

    protected QuerySession(DocumentStore store, string tenantId, SessionConnection connections)
    {
        Owner = store;
        TenantId = tenantId;
        Connections = connections;
        CorrelationId = Activity.Current?.RootId;
        CausationId = Activity.Current?.ParentId;
        Events = new QueryEventStore(this);
    }

    public DocumentStore Owner { get; }

    public StoreOptions Options => Owner.Options;

    public SessionConnection Connections { get; }

    public IDocumentStore DocumentStore => Owner;

    public NpgsqlConnection Connection => Connections.Hold();

    public IQueryEventStore Events { get; }

    public string? CausationId { get; set; }

    public string? CorrelationId { get; set; }

    public string TenantId { get; }

    public IMartenQueryable<T> Query<T>()
        where T : notnull => new MartenQueryable<T>(new MartenQueryProvider(this));

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, CancellationToken token, params object[] parameters)
    {
        var isDocument = !IsScalar(typeof(T));
        if (isDocument) await Owner.Schema.EnsureDocumentAsync(Options.MappingFor(typeof(T)));
        if (sql.TrimStart().StartsWith("where", StringComparison.OrdinalIgnoreCase)) sql = $"select d.data from {Options.MappingFor(typeof(T)).Table} as d {sql}";
        var command = new NpgsqlBatchCommand(SqlOperation.Numbered(sql, '?', parameters.Length));
        foreach (var parameter in parameters) command.Parameters.Add(SqlParameters.Inferred(parameter));
        var rows = new List<T>();
        await ReadAsync([command], reader => rows.Add(isDocument ? ReadDocument<T>(reader) : reader.GetFieldValue<T>(0)), token);
        return rows;
    }

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, params object[] parameters) => QueryAsync<T>(sql, CancellationToken.None, parameters);

    public void Dispose() => Connections.Dispose();

    public ValueTask DisposeAsync() => Connections.DisposeAsync();

    /// <summary>Runs commands in one round trip and hands over each row of each of their results, in order.</summary>
    public Task ReadAsync(IReadOnlyList<NpgsqlBatchCommand> commands, Action<NpgsqlDataReader> row, CancellationToken token) =>
        ReadResultsAsync(commands, (_, reader) => row(reader), token);

    /// <summary>As above, with the number of the result.</summary>
    public async Task ReadResultsAsync(IReadOnlyList<NpgsqlBatchCommand> commands, Action<int, NpgsqlDataReader> row, CancellationToken token)
    {
        await using var lease = await Connections.LeaseAsync(token);
        await using var batch = new NpgsqlBatch(lease.Connection) { Timeout = Connections.Timeout };
        foreach (var command in commands) batch.BatchCommands.Add(command);
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(token);
            var result = 0;
            do
            {
                while (await reader.ReadAsync(token)) row(result, reader);
                result++;
            }
            while (await reader.NextResultAsync(token));
        }
        catch (PostgresException failure)
        {
            throw new Exceptions.MartenCommandException(new NpgsqlCommand(failure.BatchCommand?.CommandText), failure);
        }
    }

    public T ReadDocument<T>(NpgsqlDataReader reader, int ordinal = 0) => Options.JsonSerializer.FromUtf8<T>(reader.GetFieldValue<byte[]>(ordinal));

    private static bool IsScalar(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsPrimitive || plain == typeof(string) || plain == typeof(decimal) || plain == typeof(Guid) || plain == typeof(DateTime)
            || plain == typeof(DateTimeOffset) || plain == typeof(byte[]);
    }
}
