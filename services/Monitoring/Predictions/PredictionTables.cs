using Marten;
using MlOps.Contracts.Monitoring.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.Monitoring.Windows;
using MlOps.ServiceDefaults.Errors;
using Npgsql;

namespace MlOps.Monitoring.Predictions;

/// <summary>The predictions that have arrived and the labels that were sent, in tables of their own.</summary>
internal sealed class PredictionTables(NpgsqlDataSource database)
{
    private const string AddPrediction = """
        WITH added AS (
            INSERT INTO prediction (request_id, deployment, model_version, time, feature_names, features, outputs, rows)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING deployment, rows)
        INSERT INTO prediction_count AS c SELECT deployment, rows FROM added ON CONFLICT (deployment) DO UPDATE SET rows = c.rows + excluded.rows
        """;

    private const string AddLabel = """
        INSERT INTO label SELECT * FROM unnest(?::text[], ?::int[], ?::float8[]) ON CONFLICT (request_id, row) DO UPDATE SET value = excluded.value
        """;

    private const string NewestVersion =
        "SELECT model_version FROM prediction WHERE deployment = $1 AND time >= $2 AND time < $3 ORDER BY time DESC, model_version DESC LIMIT 1";

    // The newest rows first would make the end of a full window depend on what came later.
    private const string NthRow = """
        SELECT time FROM (SELECT time, sum(rows) OVER (ORDER BY time, request_id) AS reached FROM prediction WHERE deployment = $1 AND time >= $2) p
        WHERE reached >= $3 ORDER BY reached LIMIT 1
        """;

    private const string Window = """
        SELECT p.feature_names, p.features, p.outputs, p.rows,
            (SELECT array_agg(l.row ORDER BY l.row) FROM label l WHERE l.request_id = p.request_id),
            (SELECT array_agg(l.value ORDER BY l.row) FROM label l WHERE l.request_id = p.request_id)
        FROM prediction p WHERE p.deployment = $1 AND p.time >= $2 AND p.time < $3 AND p.model_version = $4 ORDER BY p.time, p.request_id
        """;

    public static void Add(IDocumentSession session, Prediction prediction) => session.QueueSqlCommand(
        AddPrediction, prediction.RequestId, prediction.Deployment, prediction.ModelVersion, prediction.Time.ToDateTimeOffset(),
        prediction.FeatureNames.ToArray(), prediction.Features.ToArray(), prediction.Outputs.ToArray(), prediction.Rows);

    /// <summary>Within one request the last label of a row counts, as between requests.</summary>
    public static void AddLabels(IDocumentSession session, RecordGroundTruthRequest request)
    {
        var labels = request.Labels.GroupBy(label => (label.RequestId, label.Row)).Select(group => group.Last()).ToList();
        session.QueueSqlCommand(AddLabel,
            labels.Select(label => label.RequestId).ToArray(), labels.Select(label => label.Row).ToArray(), labels.Select(label => label.Value).ToArray());
    }

    public async Task<long> CountAsync(string deployment, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT rows FROM prediction_count WHERE deployment = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = deployment });
        return (long)(await command.ExecuteScalarAsync(cancellation) ?? 0L);
    }

    public async Task<long?> NewestVersionAsync(string deployment, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellation)
    {
        await using var command = InWindow(NewestVersion, deployment, start, end);
        return (long?)await command.ExecuteScalarAsync(cancellation);
    }

    /// <summary>The time of the row that is number <paramref name="count"/> since <paramref name="start"/>; null if there are fewer.</summary>
    public async Task<DateTimeOffset?> TimeOfRowAsync(string deployment, DateTimeOffset start, long count, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(NthRow);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = deployment });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = start.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = count });
        return await command.ExecuteScalarAsync(cancellation) is DateTime time ? new DateTimeOffset(time, TimeSpan.Zero) : null;
    }

    /// <summary>The rows of a window with their features in the order of <paramref name="features"/>; a feature that a request did not have is NaN.</summary>
    /// <exception cref="LimitExceededException">The window has more than <see cref="WindowRows.Max"/> rows.</exception>
    public async Task<WindowRows> ReadAsync(
        string deployment, long version, DateTimeOffset start, DateTimeOffset end, string[] features, CancellationToken cancellation)
    {
        var rows = new WindowRows(features.Length);
        await using var command = InWindow(Window, deployment, start, end);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = version });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (rows.Count + reader.GetInt32(3) > WindowRows.Max) throw new LimitExceededException("window rows", $"A window has at most {WindowRows.Max} rows.");
            AddRequest(rows, reader, features);
        }
        return rows;
    }

    private static void AddRequest(WindowRows rows, NpgsqlDataReader reader, string[] features)
    {
        var names = reader.GetFieldValue<string[]>(0);
        var values = reader.GetFieldValue<float[]>(1);
        var outputs = reader.GetFieldValue<float[]>(2);
        var count = reader.GetInt32(3);
        var labels = reader.IsDBNull(4) ? [] : reader.GetFieldValue<int[]>(4).Zip(reader.GetFieldValue<double[]>(5)).ToDictionary(l => l.First, l => l.Second);
        var columns = Array.ConvertAll(features, name => Array.IndexOf(names, name));
        for (var row = 0; row < count; row++)
        {
            for (var i = 0; i < columns.Length; i++) rows.Features[i].Add(columns[i] < 0 ? float.NaN : values[row * names.Length + columns[i]]);
            rows.Predictions.Add(outputs[row * (outputs.Length / count)]);
            rows.Labels.Add(labels.GetValueOrDefault(row, double.NaN));
        }
    }

    private NpgsqlCommand InWindow(string sql, string deployment, DateTimeOffset start, DateTimeOffset end)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = deployment });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = start.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = end.ToUniversalTime() });
        return command;
    }
}
