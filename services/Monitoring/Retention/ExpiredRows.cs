using Marten;
using Npgsql;

namespace MlOps.Monitoring.Retention;

/// <summary>A batch of predictions and labels of a deployment that are older than they are kept.</summary>
internal sealed record ExpiredRows(string Deployment, string[] Predictions, string[] LabelRequests, int[] LabelRows)
{
    /// <summary>How many predictions and how many labels are deleted in one transaction.</summary>
    public const int MaxBatch = 5_000;

    private const string Predicted =
        "SELECT request_id, 0 FROM logged_prediction WHERE deployment = $1 AND time < $2 ORDER BY time LIMIT $3";
    private const string Labelled = "SELECT request_id, row FROM ground_truth WHERE deployment = $1 AND recorded_at < $2 LIMIT $3";
    private const string DeletePredictions = "DELETE FROM logged_prediction WHERE deployment = ? AND request_id = ANY(?)";

    private const string DeleteLabels = """
        DELETE FROM ground_truth g USING unnest(?::text[], ?::int[]) AS expired(request_id, row)
        WHERE g.deployment = ? AND g.request_id = expired.request_id AND g.row = expired.row
        """;

    public bool IsEmpty => Predictions.Length == 0 && LabelRequests.Length == 0;

    public static async Task<ExpiredRows> ReadAsync(
        NpgsqlDataSource database, string deployment, DateTimeOffset before, CancellationToken cancellation)
    {
        var predictions = await ReadAsync(database, Predicted, deployment, before, cancellation);
        var labels = await ReadAsync(database, Labelled, deployment, before, cancellation);
        return new ExpiredRows(
            deployment, [.. predictions.Select(key => key.Request)], [.. labels.Select(key => key.Request)],
            [.. labels.Select(key => key.Row)]);
    }

    /// <summary>Deletes just these in the transaction of the session.</summary>
    public void Delete(IDocumentSession session)
    {
        session.QueueSqlCommand(DeletePredictions, Deployment, Predictions);
        session.QueueSqlCommand(DeleteLabels, LabelRequests, LabelRows, Deployment);
    }

    private static async Task<List<(string Request, int Row)>> ReadAsync(
        NpgsqlDataSource database, string sql, string deployment, DateTimeOffset before, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = deployment });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MaxBatch });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var keys = new List<(string, int)>();
        while (await reader.ReadAsync(cancellation)) keys.Add((reader.GetString(0), reader.GetInt32(1)));
        return keys;
    }
}
