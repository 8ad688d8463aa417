using Marten;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Paging;
using Npgsql;

namespace MlOps.Experiments.Tracking;

/// <summary>
/// The table of metric points, which are read in the caller's workspace: one row for each key of each segment, its points as arrays.
/// </summary>
internal sealed class MetricSegments(NpgsqlDataSource database)
{
    // The key has the time of the last point, so that a page of a history skips all earlier segments.
    public static readonly string Schema = $"""
        create table if not exists metric_segments (
            workspace text not null,
            run_id text not null,
            key text not null,
            segment uuid not null,
            first_ms bigint not null,
            last_ms bigint not null,
            points int not null,
            timestamps_ms bigint[] not null,
            steps bigint[] not null,
            metric_values double precision[] not null,
            primary key (workspace, run_id, key, last_ms, segment));
        {WorkspaceKey.Add("metric_segments", "workspace, run_id, key, last_ms, segment")}
        """;

    /// <summary>Adds a segment in the session's transaction.</summary>
    public static void Add(IDocumentOperations session, string runId, MetricSegment segment) => session.QueueSqlCommand(
        """
        insert into metric_segments
            (workspace, run_id, key, segment, first_ms, last_ms, points, timestamps_ms, steps, metric_values)
        select ?, ?, key, ?, min(ms), max(ms), count(*),
            array_agg(ms order by i), array_agg(step order by i), array_agg(value order by i)
        from unnest(?, ?, ?, ?) with ordinality as point (key, ms, step, value, i)
        group by key
        """,
        session.Workspace(),
        runId,
        segment.Id,
        segment.Points.Select(point => point.Key).ToArray(),
        segment.Points.Select(point => point.Timestamp.ToUnixTimeMilliseconds()).ToArray(),
        segment.Points.Select(point => point.Step).ToArray(),
        segment.Points.Select(point => point.Value).ToArray());

    /// <summary>A page of the points of one key by time, step and value (MLflow's order), each once.</summary>
    public async Task<Page<MetricPoint>> PageAsync(string runId, string key, PageRequest page, CancellationToken cancellation)
    {
        var after = Parse(page.After);
        for (var estimate = (long)page.Rows; ; estimate *= 4)
        {
            // Duplicate points and points before the page count too, so the first estimate can be too small.
            var until = await UntilAsync(runId, key, after, estimate, cancellation);
            var points = await ReadAsync(runId, key, after, until, page.Rows, cancellation);
            if (until is null || points.Count == page.Rows) return new Page<MetricPoint>(page, points, KeyOf);
        }
    }

    /// <summary>The points of one segment by key (ordinal), and within a key as logged.</summary>
    public async Task<IReadOnlyList<MetricPoint>> ReadSegmentAsync(string runId, Guid segment, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select ms, step, value, key
            from metric_segments, unnest(timestamps_ms, steps, metric_values) with ordinality as point (ms, step, value, i)
            where workspace = $1 and run_id = $2 and segment = $3
            order by key collate "C", i
            """);
        command.Parameters.AddWithValue(Caller.Current.Workspace);
        command.Parameters.AddWithValue(runId);
        command.Parameters.AddWithValue(segment);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var points = new List<MetricPoint>();
        while (await reader.ReadAsync(cancellation)) points.Add(Read(reader, reader.GetString(3)));
        return points;
    }

    /// <summary>The time up to which there are about <paramref name="count"/> points; null when there are fewer.</summary>
    private async Task<long?> UntilAsync(string runId, string key, MetricPoint? after, long count, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select last_ms from (
                select last_ms, sum(points) over (order by last_ms, segment) as total
                from metric_segments where workspace = $1 and run_id = $2 and key = $3 and last_ms >= $4) segments
            where total >= $5 order by last_ms limit 1
            """);
        command.Parameters.AddWithValue(Caller.Current.Workspace);
        command.Parameters.AddWithValue(runId);
        command.Parameters.AddWithValue(key);
        command.Parameters.AddWithValue(after?.Timestamp.ToUnixTimeMilliseconds() ?? long.MinValue);
        command.Parameters.AddWithValue(count);
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    private async Task<List<MetricPoint>> ReadAsync(
        string runId, string key, MetricPoint? after, long? until, int count, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select distinct ms, step, value
            from metric_segments, unnest(timestamps_ms, steps, metric_values) as point (ms, step, value)
            where workspace = $1 and run_id = $2 and key = $3 and last_ms >= $5 and first_ms <= $8 and ms <= $8
                and (not $4 or (ms, step, value) > ($5, $6, $7))
            order by ms, step, value
            limit $9
            """);
        command.Parameters.AddWithValue(Caller.Current.Workspace);
        command.Parameters.AddWithValue(runId);
        command.Parameters.AddWithValue(key);
        command.Parameters.AddWithValue(after is not null);
        command.Parameters.AddWithValue(after?.Timestamp.ToUnixTimeMilliseconds() ?? long.MinValue);
        command.Parameters.AddWithValue(after?.Step ?? 0);
        command.Parameters.AddWithValue(after?.Value ?? 0);
        command.Parameters.AddWithValue(until ?? long.MaxValue);
        command.Parameters.AddWithValue(count);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var points = new List<MetricPoint>();
        while (await reader.ReadAsync(cancellation)) points.Add(Read(reader, key));
        return points;
    }

    private static MetricPoint Read(NpgsqlDataReader row, string key) =>
        new(key, row.GetDouble(2), row.GetInt64(1), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)));

    /// <summary>A point's place in the history, as text.</summary>
    private static string KeyOf(MetricPoint point) =>
        $"{point.Timestamp.ToUnixTimeMilliseconds()}|{point.Step}|{BitConverter.DoubleToInt64Bits(point.Value)}";

    private static MetricPoint? Parse(string? place)
    {
        if (place is null) return null;
        return place.Split('|') is [var ms, var step, var value]
            && long.TryParse(ms, out var time) && long.TryParse(step, out var x) && long.TryParse(value, out var bits)
            ? new MetricPoint("", BitConverter.Int64BitsToDouble(bits), x, DateTimeOffset.FromUnixTimeMilliseconds(time))
            : throw new InvalidRequestException("page_token", "is not a token that a previous page returned");
    }
}
