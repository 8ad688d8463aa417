using System.Runtime.CompilerServices;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using JasperFx.Events;
using MlOps.Contracts.Audit.V1;
using MlOps.ServiceDefaults.Identity;
using Npgsql;
using NpgsqlTypes;

namespace MlOps.EventSourcing.Audit;

/// <summary>
/// Reads stored events of the caller's workspace from Marten's tables, in pages, so that memory is bounded for any number of events.
/// </summary>
internal sealed class RecordedEvents(NpgsqlDataSource database, EventStoreOptions options)
{
    public const int MaxStreamLength = 512;
    private const int PageSize = 500;
    private const string Columns =
        "seq_id, id, stream_id, version, type, timestamp, correlation_id, causation_id, headers, data::text, user_name, tenant_id";

    // Excludes tombstones, with which Marten fills the sequence numbers of rolled back transactions.
    private static readonly string Recorded = $"tenant_id = $1 and stream_id <> '{Tombstone.StreamKey}'";

    private static NpgsqlParameter Tenant => Text(Tenants.Of(Caller.Current.Workspace));

    private NpgsqlParameter Hidden => Texts([.. options.HiddenStreams()]);

    private string Schema => options.Events.DatabaseSchemaName ?? options.DatabaseSchemaName;

    /// <summary>The events of all streams with positions from <paramref name="from"/> to <paramref name="to"/>, inclusive.</summary>
    public async IAsyncEnumerable<RecordedEvent> AllAsync(
        long from, long to, DateTimeOffset? asOf, string streamPrefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var sql = $"""
            select {Columns} from {Schema}.mt_events
            where {Recorded} and seq_id >= $2 and seq_id <= $3
                and ($4 is null or timestamp <= $4) and ($5 = '' or starts_with(stream_id, $5)) and {Seen("stream_id", 6)}
            order by seq_id limit {PageSize}
            """;
        for (var page = await ReadAsync(from); page.Count > 0; page = page.Count < PageSize ? [] : await ReadAsync(page[^1].Position + 1))
        {
            foreach (var item in page) yield return item;
        }

        Task<List<RecordedEvent>> ReadAsync(long start) =>
            PageAsync(sql, cancellation, Tenant, Long(start), Long(to), Moment(asOf), Text(streamPrefix), Hidden);
    }

    /// <summary>
    /// The events of one stream with versions from <paramref name="from"/> to <paramref name="to"/> (0 = latest), inclusive.
    /// </summary>
    public async IAsyncEnumerable<RecordedEvent> StreamAsync(
        string stream, long from, long to, DateTimeOffset? asOf, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var sql = $"""
            select {Columns} from {Schema}.mt_events
            where {Recorded} and stream_id = $2 and version >= $3 and ($4 = 0 or version <= $4) and ($5 is null or timestamp <= $5)
                and {Seen("stream_id", 6)}
            order by version limit {PageSize}
            """;
        for (var page = await ReadAsync(from); page.Count > 0; page = page.Count < PageSize ? [] : await ReadAsync(page[^1].Version + 1))
        {
            foreach (var item in page) yield return item;
        }

        Task<List<RecordedEvent>> ReadAsync(long start) =>
            PageAsync(sql, cancellation, Tenant, Text(stream), Long(start), Long(to), Moment(asOf), Hidden);
    }

    /// <summary>The version of a stream, now or at a time; null if it did not exist.</summary>
    public async Task<long?> VersionAsync(string stream, DateTimeOffset? asOf, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            select max(version) from {Schema}.mt_events
            where {Recorded} and stream_id = $2 and ($3 is null or timestamp <= $3) and {Seen("stream_id", 4)}
            """);
        command.Parameters.Add(Tenant);
        command.Parameters.Add(Text(stream));
        command.Parameters.Add(Moment(asOf));
        command.Parameters.Add(Hidden);
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    /// <summary>
    /// The stream keys that begin with <paramref name="prefix"/> and with one of <paramref name="prefixes"/>, in byte order, after a key.
    /// </summary>
    public async Task<IReadOnlyList<string>> StreamsAsync(
        string prefix, string[] prefixes, string? after, DateTimeOffset? asOf, int count, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand($"""
            select s.id from {Schema}.mt_streams s
            join {Schema}.mt_events first on first.tenant_id = s.tenant_id and first.stream_id = s.id and first.version = 1
            where s.tenant_id = $1 and starts_with(s.id, $2) and exists (select 1 from unnest($3) p where starts_with(s.id, p))
              and s.id collate "C" > $4 and ($5 is null or first.timestamp <= $5) and {Seen("s.id", 7)}
            order by s.id collate "C" limit $6
            """);
        command.Parameters.Add(Tenant);
        command.Parameters.Add(Text(prefix));
        command.Parameters.Add(Texts(prefixes));
        command.Parameters.Add(Text(after ?? ""));
        command.Parameters.Add(Moment(asOf));
        command.Parameters.Add(new NpgsqlParameter { Value = count });
        command.Parameters.Add(Hidden);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var streams = new List<string>();
        while (await reader.ReadAsync(cancellation)) streams.Add(reader.GetString(0));
        return streams;
    }

    /// <summary>The daemon's high-water mark: the position up to which no event can become visible any more.</summary>
    public async Task<long> HighWaterMarkAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            $"select last_seq_id from {Schema}.mt_event_progression where name = 'HighWaterMark'");
        return await command.ExecuteScalarAsync(cancellation) as long? ?? 0;
    }

    private async Task<List<RecordedEvent>> PageAsync(string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var page = new List<RecordedEvent>();
        while (await reader.ReadAsync(cancellation)) page.Add(Read(reader));
        return page;
    }

    private static RecordedEvent Read(NpgsqlDataReader row)
    {
        using var headers = JsonDocument.Parse(row.IsDBNull(8) ? "{}" : row.GetString(8));
        return new RecordedEvent
        {
            Position = row.GetInt64(0),
            Id = row.GetGuid(1).ToString(),
            Stream = row.GetString(2),
            Version = row.GetInt64(3),
            Type = row.GetString(4),
            Time = Timestamp.FromDateTime(row.GetDateTime(5)),
            CorrelationId = TextOf(row, 6),
            CausationId = TextOf(row, 7),
            Json = row.GetString(9),
            Actor = HeaderOf(headers, CallerSessions.Actor) is { Length: > 0 } actor ? actor : TextOf(row, 10),
            Via = HeaderOf(headers, CallerSessions.Via),
            Owner = HeaderOf(headers, CallerSessions.Owner),
            TokenId = HeaderOf(headers, CallerSessions.Token),
            Elevation = HeaderOf(headers, CallerSessions.Elevation),
            Workspace = Tenants.WorkspaceOf(row.GetString(11)),
            Traceparent = HeaderOf(headers, CallerSessions.TraceParent),
            Reason = HeaderOf(headers, CallerSessions.Reason),
        };
    }

    private static string TextOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? "" : row.GetString(column);

    private static string HeaderOf(JsonDocument headers, string name) =>
        headers.RootElement.ValueKind == JsonValueKind.Object
        && headers.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    private static NpgsqlParameter Text(string value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Texts(string[] values) =>
        new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static string Seen(string stream, int parameter) =>
        $"not exists (select 1 from unnest(${parameter}) hidden where starts_with({stream}, hidden))";

    private static NpgsqlParameter Long(long value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Bigint };

    private static NpgsqlParameter Moment(DateTimeOffset? value) =>
        new() { Value = value?.ToUniversalTime() as object ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
