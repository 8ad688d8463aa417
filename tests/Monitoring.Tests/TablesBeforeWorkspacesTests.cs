using MlOps.Monitoring.Predictions;
using MlOps.ServiceHost;

namespace MlOps.Monitoring.Tests;

/// <summary>The tables as they were before there were workspaces: what is in them belongs to the workspace <c>default</c>.</summary>
public class TablesBeforeWorkspacesTests
{
    private const string Before = """
        -- Features and outputs are row-major float32, little-endian; feature names a JSON array.
        CREATE TABLE IF NOT EXISTS logged_prediction (
            deployment text NOT NULL,
            prediction_id text NOT NULL,
            client_id text NOT NULL,
            model_version bigint NOT NULL,
            time timestamptz NOT NULL,
            feature_names text NOT NULL,
            features bytea NOT NULL,
            outputs bytea NOT NULL,
            rows int NOT NULL,
            PRIMARY KEY (deployment, prediction_id));
        -- The end of a window is found by an index-only scan.
        CREATE INDEX IF NOT EXISTS logged_prediction_window
            ON logged_prediction (deployment, time, prediction_id) INCLUDE (rows, model_version);

        -- A table of its own, since labels may come before the predictions. The id is the prediction's, or the client's.
        CREATE TABLE IF NOT EXISTS ground_truth (
            deployment text NOT NULL,
            by_client boolean NOT NULL,
            id text NOT NULL,
            row int NOT NULL,
            value double precision NOT NULL,
            recorded_at timestamptz NOT NULL,
            PRIMARY KEY (deployment, by_client, id, row));
        -- For retention: rows are almost in the order of arrival, and a BRIN index costs writers next to nothing.
        CREATE INDEX IF NOT EXISTS ground_truth_age ON ground_truth USING brin (recorded_at);

        CREATE TABLE IF NOT EXISTS prediction_count (deployment text PRIMARY KEY, rows bigint NOT NULL);
        """;

    private const string Rows = """
        insert into logged_prediction values ('d', 'p', '', 1, now(), '[]', '', '', 1);
         insert into ground_truth values ('d', true, 'p', 0, 1, now());
         insert into prediction_count values ('d', 1);
        """;

    [Fact]
    public Task become_like_new_ones_and_keep_their_rows() => TableUpgrade.ShouldBecomeAsync(
            Before, Rows, PredictionSchema.Sql,
            "select count(*) from logged_prediction where workspace = 'default' and deployment = 'd'",
            "select count(*) from ground_truth where workspace = 'default' and deployment = 'd'",
            "select rows from prediction_count where workspace = 'default' and deployment = 'd'");
}
