using Marten;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Identity;
using Npgsql;

namespace MlOps.Monitoring.Retention;

/// <summary>A batch of predictions and labels of a deployment in the caller's workspace that are older than they are kept.</summary>
internal sealed record ExpiredRows(string Deployment, string[] Predictions, LabelKey[] Labels)
{
    private const string Predicted =
        "SELECT prediction_id FROM logged_prediction WHERE workspace = $1 AND deployment = $2 AND time < $3 ORDER BY time LIMIT $4";

    private const string Labelled =
        "SELECT by_client, id, row FROM ground_truth WHERE workspace = $1 AND deployment = $2 AND recorded_at < $3 LIMIT $4";

    private const string DeletePredictions =
        "DELETE FROM logged_prediction WHERE workspace = ? AND deployment = ? AND prediction_id = ANY(?)";

    private const string DeleteLabels = """
        DELETE FROM ground_truth g USING unnest(?::bool[], ?::text[], ?::int[]) AS expired(by_client, id, row)
        WHERE g.workspace = ? AND g.deployment = ? AND g.by_client = expired.by_client AND g.id = expired.id AND g.row = expired.row
        """;

    public bool IsEmpty => Predictions.Length == 0 && Labels.Length == 0;

    public static async Task<ExpiredRows> ReadAsync(
        NpgsqlDataSource database, string deployment, DateTimeOffset before, CancellationToken cancellation)
    {
        var predictions = await ReadAsync(database, Predicted, deployment, before, row => row.GetString(0), cancellation);
        var labels = await ReadAsync(
            database, Labelled, deployment, before,
            row => new LabelKey(row.GetBoolean(0), row.GetString(1), row.GetInt32(2)), cancellation);
        return new ExpiredRows(deployment, predictions, labels);
    }

    /// <summary>Deletes just these in the transaction of the session.</summary>
    public void Delete(IDocumentSession session)
    {
        session.QueueSqlCommand(DeletePredictions, session.Workspace(), Deployment, Predictions);
        session.QueueSqlCommand(
            DeleteLabels, Labels.Select(label => label.ByClient).ToArray(), Labels.Select(label => label.Id).ToArray(),
            Labels.Select(label => label.Row).ToArray(), session.Workspace(), Deployment);
    }

    private static async Task<T[]> ReadAsync<T>(
        NpgsqlDataSource database, string sql, string deployment, DateTimeOffset before, Func<NpgsqlDataReader, T> key,
        CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Caller.Current.Workspace });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = deployment });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Limits.ExpiredOfBatch });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var keys = new List<T>();
        while (await reader.ReadAsync(cancellation)) keys.Add(key(reader));
        return [.. keys];
    }
}

/// <summary>The key of a label: a row of one prediction, or of all with the client's id.</summary>
internal sealed record LabelKey(bool ByClient, string Id, int Row);
