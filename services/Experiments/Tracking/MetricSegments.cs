using Marten;
using MlOps.ServiceDefaults.Errors;
using Npgsql;

namespace MlOps.Experiments.Tracking;

/// <summary>The table of metric points: one row for each key of each segment, its points as arrays.</summary>
internal sealed class MetricSegments(NpgsqlDataSource database)
{
    public const string Schema = """
        create table if not exists metric_segments (
            run_id text not null,
            key text not null,
            segment uuid not null,
            timestamps_ms bigint[] not null,
            steps bigint[] not null,
            metric_values double precision[] not null,
            primary key (run_id, key, segment));
        """;

    /// <summary>Adds a segment in the session's transaction.</summary>
    public static void Add(IDocumentOperations session, string runId, MetricSegment segment) => session.QueueSqlCommand(
        """
        insert into metric_segments
        select ?, key, ?, array_agg(ms order by i), array_agg(step order by i), array_agg(value order by i)
        from unnest(?, ?, ?, ?) with ordinality as point (key, ms, step, value, i)
        group by key
        """,
        runId,
        segment.Id,
        segment.Points.Select(point => point.Key).ToArray(),
        segment.Points.Select(point => point.Timestamp.ToUnixTimeMilliseconds()).ToArray(),
        segment.Points.Select(point => point.Step).ToArray(),
        segment.Points.Select(point => point.Value).ToArray());

    /// <summary>The points of one key by time, step and value (MLflow's order), each once, after <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<MetricPoint>> ReadAsync(
        string runId, string key, MetricPoint? after, int count, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select distinct ms, step, value
            from metric_segments, unnest(timestamps_ms, steps, metric_values) as point (ms, step, value)
            where run_id = $1 and key = $2 and (not $3 or (ms, step, value) > ($4, $5, $6))
            order by ms, step, value
            limit $7
            """);
        command.Parameters.AddWithValue(runId);
        command.Parameters.AddWithValue(key);
        command.Parameters.AddWithValue(after is not null);
        command.Parameters.AddWithValue(after?.Timestamp.ToUnixTimeMilliseconds() ?? 0);
        command.Parameters.AddWithValue(after?.Step ?? 0);
        command.Parameters.AddWithValue(after?.Value ?? 0);
        command.Parameters.AddWithValue(count);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var points = new List<MetricPoint>();
        while (await reader.ReadAsync(cancellation))
            points.Add(new MetricPoint(key, reader.GetDouble(2), reader.GetInt64(1), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0))));
        return points;
    }

    /// <summary>The points of one segment by key (ordinal), and within a key as logged.</summary>
    public async Task<IReadOnlyList<MetricPoint>> ReadSegmentAsync(string runId, Guid segment, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select key, ms, step, value
            from metric_segments, unnest(timestamps_ms, steps, metric_values) with ordinality as point (ms, step, value, i)
            where run_id = $1 and segment = $2
            order by key collate "C", i
            """);
        command.Parameters.AddWithValue(runId);
        command.Parameters.AddWithValue(segment);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var points = new List<MetricPoint>();
        while (await reader.ReadAsync(cancellation))
            points.Add(new MetricPoint(reader.GetString(0), reader.GetDouble(3), reader.GetInt64(2), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1))));
        return points;
    }

    /// <summary>A point's place in the history, as text.</summary>
    public static string KeyOf(MetricPoint point) => $"{point.Timestamp.ToUnixTimeMilliseconds()}|{point.Step}|{BitConverter.DoubleToInt64Bits(point.Value)}";

    /// <summary>The place that <see cref="KeyOf"/> wrote.</summary>
    public static MetricPoint? Parse(string? place)
    {
        if (place is null) return null;
        return place.Split('|') is [var ms, var step, var value] && long.TryParse(ms, out var time) && long.TryParse(step, out var x) && long.TryParse(value, out var bits)
            ? new MetricPoint("", BitConverter.Int64BitsToDouble(bits), x, DateTimeOffset.FromUnixTimeMilliseconds(time))
            : throw new InvalidRequestException("page_token", "is not a token that a previous page returned");
    }
}
