using MlOps.EventSourcing;

namespace MlOps.Monitoring.Predictions;

/// <summary>The tables of predictions and labels.</summary>
internal static class PredictionSchema
{
    public static readonly string Sql = $"""
        -- Features and outputs are row-major float32, little-endian; feature names a JSON array.
        CREATE TABLE IF NOT EXISTS logged_prediction (
            workspace text NOT NULL,
            deployment text NOT NULL,
            prediction_id text NOT NULL,
            client_id text NOT NULL,
            model_version bigint NOT NULL,
            time timestamptz NOT NULL,
            feature_names text NOT NULL,
            features bytea NOT NULL,
            outputs bytea NOT NULL,
            rows int NOT NULL,
            PRIMARY KEY (workspace, deployment, prediction_id));
        {WorkspaceKey.Add("logged_prediction", "workspace, deployment, prediction_id", "DROP INDEX logged_prediction_window;")}
        -- The end of a window is found by an index-only scan.
        CREATE INDEX IF NOT EXISTS logged_prediction_window
            ON logged_prediction (workspace, deployment, time, prediction_id) INCLUDE (rows, model_version);

        -- A table of its own, since labels may come before the predictions. The id is the prediction's, or the client's.
        CREATE TABLE IF NOT EXISTS ground_truth (
            workspace text NOT NULL,
            deployment text NOT NULL,
            by_client boolean NOT NULL,
            id text NOT NULL,
            row int NOT NULL,
            value double precision NOT NULL,
            recorded_at timestamptz NOT NULL,
            PRIMARY KEY (workspace, deployment, by_client, id, row));
        {WorkspaceKey.Add("ground_truth", "workspace, deployment, by_client, id, row")}
        -- For retention: rows are almost in the order of arrival, and a BRIN index costs writers next to nothing.
        CREATE INDEX IF NOT EXISTS ground_truth_age ON ground_truth USING brin (recorded_at);

        CREATE TABLE IF NOT EXISTS prediction_count (
            workspace text NOT NULL, deployment text NOT NULL, rows bigint NOT NULL, PRIMARY KEY (workspace, deployment));
        {WorkspaceKey.Add("prediction_count", "workspace, deployment")}
        """;
}
