using System.Runtime.InteropServices;
using System.Text.Json;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Npgsql;

namespace MlOps.Monitoring.Predictions;

/// <summary>Reads the predictions of the caller's workspace that have arrived, and the labels that were sent.</summary>
internal sealed class PredictionTables(NpgsqlDataSource database)
{
    private const string NewestVersion = """
        SELECT model_version FROM logged_prediction
        WHERE workspace = $1 AND deployment = $2 AND time >= $3 AND time < $4
        ORDER BY time DESC, model_version DESC LIMIT 1
        """;

    // Oldest rows first: the end of a full window must not depend on later arrivals.
    private const string FullWindow = """
        SELECT first, time FROM (
            SELECT first_value(time) OVER w AS first, time, sum(rows) OVER w AS reached
            FROM logged_prediction WHERE workspace = $1 AND deployment = $2 AND time >= $3
            WINDOW w AS (ORDER BY time, prediction_id)) p
        WHERE reached >= $4 ORDER BY reached LIMIT 1
        """;

    // Of two labels of a row the last one counts: the one by the prediction's id. Rows beyond a prediction's own are not read, since
    // another prediction with the same client id may have many more.
    private const string Window = """
        SELECT p.feature_names, p.features, p.outputs, p.rows, l.rows, l.values
        FROM logged_prediction p LEFT JOIN LATERAL (
            SELECT array_agg(g.row ORDER BY g.by_client DESC) AS rows, array_agg(g.value ORDER BY g.by_client DESC) AS values
            FROM (
                SELECT by_client, row, value FROM ground_truth
                WHERE workspace = p.workspace AND deployment = p.deployment
                    AND NOT by_client AND id = p.prediction_id AND row < p.rows
                UNION ALL
                SELECT by_client, row, value FROM ground_truth
                WHERE workspace = p.workspace AND deployment = p.deployment
                    AND by_client AND id = p.client_id AND row < p.rows) g) l ON true
        WHERE p.workspace = $1 AND p.deployment = $2 AND p.time >= $3 AND p.time < $4 AND p.model_version = $5
        ORDER BY p.time, p.prediction_id
        """;

    private const string Counts = "SELECT deployment, rows FROM prediction_count WHERE workspace = $1 AND deployment = ANY($2)";

    private static NpgsqlParameter Workspace => new NpgsqlParameter<string> { TypedValue = Caller.Current.Workspace };

    /// <summary>How many rows have arrived, by deployment.</summary>
    public async Task<Dictionary<string, long>> CountAsync(IEnumerable<string> deployments, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Counts);
        command.Parameters.Add(Workspace);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. deployments] });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var counts = new Dictionary<string, long>();
        while (await reader.ReadAsync(cancellation)) counts.Add(reader.GetString(0), reader.GetInt64(1));
        return counts;
    }

    public async Task<long?> NewestVersionAsync(string deployment, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellation)
    {
        await using var command = Command(NewestVersion, deployment, start, end);
        return (long?)await command.ExecuteScalarAsync(cancellation);
    }

    /// <summary>
    /// The window of the first <paramref name="count"/> rows from a moment on, or from the first row; null if there are fewer.
    /// </summary>
    public async Task<(DateTimeOffset Start, DateTimeOffset End)?> FullWindowAsync(
        string deployment, DateTimeOffset? from, long count, CancellationToken cancellation)
    {
        await using var command = Command(FullWindow, deployment, from ?? DateTimeOffset.MinValue);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = count });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return null;
        // A microsecond is what PostgreSQL keeps, so the last row is in the window and no later one is.
        return (from ?? reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<DateTimeOffset>(1).AddMicroseconds(1));
    }

    /// <summary>
    /// The rows of a window with their features in the order of <paramref name="features"/>; a feature that a request did not have is NaN.
    /// </summary>
    /// <exception cref="LimitExceededException">
    /// The window has more than <see cref="Limits.RowsOfWindow"/> rows or <see cref="Limits.ValuesOfWindow"/> values.
    /// </exception>
    public async Task<WindowRows> ReadAsync(
        string deployment, long version, DateTimeOffset start, DateTimeOffset end, string[] features, CancellationToken cancellation)
    {
        var rows = new WindowRows(features.Length);
        var max = (int)Math.Min(Limits.RowsOfWindow, Limits.ValuesOfWindow / Math.Max(1L, features.Length));
        var layouts = new Dictionary<string, int[]>();
        await using var command = Command(Window, deployment, start, end);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = version });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (rows.Count + reader.GetInt32(3) > max)
                throw new LimitExceededException("window rows", $"A window of {features.Length} features has at most {max} rows.");
            var names = reader.GetString(0);
            if (!layouts.TryGetValue(names, out var columns)) layouts.Add(names, columns = Layout(names, features));
            AddRequest(rows, reader, columns);
        }
        return rows;
    }

    /// <summary>Where in a request's row each feature stands; -1 where it does not.</summary>
    private static int[] Layout(string names, string[] features)
    {
        var given = JsonSerializer.Deserialize<string[]>(names)!;
        return Array.ConvertAll(features, name => Array.IndexOf(given, name));
    }

    private static void AddRequest(WindowRows rows, NpgsqlDataReader reader, int[] columns)
    {
        var values = MemoryMarshal.Cast<byte, float>(reader.GetFieldValue<byte[]>(1));
        var outputs = MemoryMarshal.Cast<byte, float>(reader.GetFieldValue<byte[]>(2));
        var count = reader.GetInt32(3);
        var labels = reader.IsDBNull(4) ? [] : Labels(reader.GetFieldValue<int[]>(4), reader.GetFieldValue<double[]>(5));
        for (var row = 0; row < count; row++)
        {
            for (var i = 0; i < columns.Length; i++)
                rows.Features[i].Add(columns[i] < 0 ? float.NaN : values[row * (values.Length / count) + columns[i]]);
            rows.Predictions.Add(outputs[row * (outputs.Length / count)]);
            rows.Labels.Add(labels.GetValueOrDefault(row, double.NaN));
        }
    }

    private static Dictionary<int, double> Labels(int[] rows, double[] values)
    {
        var labels = new Dictionary<int, double>();
        foreach (var (row, value) in rows.Zip(values)) labels[row] = value;
        return labels;
    }

    private NpgsqlCommand Command(string sql, string deployment, params DateTimeOffset[] moments)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.Add(Workspace);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = deployment });
        foreach (var moment in moments)
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = moment.ToUniversalTime() });
        return command;
    }
}
