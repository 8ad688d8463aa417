using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf.Collections;
using Marten;
using MlOps.Contracts.Monitoring.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.EventSourcing;
using MlOps.Messaging;

namespace MlOps.Monitoring.Predictions;

/// <summary>Writes predictions and labels in the transaction and workspace of the session, many in one statement.</summary>
internal static class PredictionWriter
{
    private const string AddPredictions = """
        WITH added AS (
            INSERT INTO logged_prediction (workspace, deployment,
                prediction_id, client_id, model_version, time, feature_names, features, outputs, rows)
            SELECT ?, ?, * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::timestamptz[], ?::text[], ?::bytea[], ?::bytea[], ?::int[])
            ON CONFLICT DO NOTHING RETURNING workspace, deployment, rows)
        INSERT INTO prediction_count AS c (workspace, deployment, rows)
        SELECT workspace, deployment, sum(rows) FROM added GROUP BY workspace, deployment
        ON CONFLICT (workspace, deployment) DO UPDATE SET rows = c.rows + excluded.rows
        """;

    private const string AddLabels = """
        INSERT INTO ground_truth (workspace, deployment, recorded_at, by_client, id, row, value)
        SELECT ?, ?, ?, l.* FROM unnest(?::bool[], ?::text[], ?::int[], ?::float8[]) l
        ON CONFLICT (workspace, deployment, by_client, id, row) DO UPDATE SET value = excluded.value, recorded_at = excluded.recorded_at
        """;

    /// <exception cref="PoisonMessageException">A prediction's values do not fit its rows and columns.</exception>
    public static void Add(IDocumentSession session, PredictionsLogged logged)
    {
        foreach (var prediction in logged.Predictions) RequireSound(prediction);
        session.QueueSqlCommand(AddPredictions, session.Workspace(), logged.Deployment,
            Column(prediction => prediction.PredictionId), Column(prediction => prediction.ClientId),
            Column(prediction => prediction.ModelVersion), Column(prediction => prediction.Time.ToDateTimeOffset()),
            Column(prediction => JsonSerializer.Serialize(prediction.FeatureNames)),
            Column(prediction => Bytes(prediction.Features)), Column(prediction => Bytes(prediction.Outputs)),
            Column(prediction => prediction.Rows));

        T[] Column<T>(Func<Prediction, T> value) => [.. logged.Predictions.Select(value)];
    }

    /// <summary>Within one request the last label of a row counts, as between requests.</summary>
    public static void Add(IDocumentSession session, RecordGroundTruthRequest request, DateTimeOffset now)
    {
        // All writers lock rows in the same order, so that there is no deadlock.
        var labels = request.Labels.Select(Key).Zip(request.Labels, (key, label) => (Key: key, label.Value))
            .GroupBy(label => label.Key).Select(group => group.Last())
            .OrderBy(label => label.Key.ByClient).ThenBy(label => label.Key.Id, StringComparer.Ordinal).ThenBy(label => label.Key.Row)
            .ToList();
        session.QueueSqlCommand(AddLabels, session.Workspace(), request.Deployment, now.ToUniversalTime(),
            labels.Select(label => label.Key.ByClient).ToArray(), labels.Select(label => label.Key.Id).ToArray(),
            labels.Select(label => label.Key.Row).ToArray(), labels.Select(label => label.Value).ToArray());
    }

    private static (bool ByClient, string Id, int Row) Key(GroundTruth label) =>
        label.HasClientId ? (true, label.ClientId, label.Row) : (false, label.PredictionId, label.Row);

    private static void RequireSound(Prediction prediction)
    {
        var sound = prediction is { PredictionId.Length: > 0, Time: not null, Rows: > 0, Outputs.Count: > 0 }
            && prediction.Features.Count == (long)prediction.Rows * prediction.FeatureNames.Count
            && prediction.Outputs.Count % prediction.Rows == 0;
        if (sound) return;
        throw new PoisonMessageException(
            $"prediction '{prediction.PredictionId}' has {prediction.Features.Count} values of {prediction.FeatureNames.Count} features " +
            $"and {prediction.Outputs.Count} outputs for {prediction.Rows} rows at {prediction.Time}");
    }

    private static byte[] Bytes(RepeatedField<float> values) => MemoryMarshal.AsBytes<float>(values.ToArray()).ToArray();
}
