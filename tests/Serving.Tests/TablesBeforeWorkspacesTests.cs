using MlOps.ServiceHost;
using MlOps.Serving.PredictionLog;

namespace MlOps.Serving.Tests;

/// <summary>The tables as they were before there were workspaces: what is in them belongs to the workspace <c>default</c>.</summary>
public class TablesBeforeWorkspacesTests
{
    private const string Before = """
        -- Ids are UUIDs of version 7 without dashes: their order is that of time.
        CREATE TABLE IF NOT EXISTS prediction (
            prediction_id text COLLATE "C" PRIMARY KEY,
            client_id text NOT NULL,
            segment_id text NOT NULL,
            deployment text NOT NULL,
            position integer NOT NULL,
            time timestamptz NOT NULL,
            data bytea NOT NULL);
        CREATE INDEX IF NOT EXISTS prediction_segment ON prediction (segment_id, deployment, position);
        CREATE INDEX IF NOT EXISTS prediction_newest ON prediction (deployment, prediction_id);
        CREATE INDEX IF NOT EXISTS prediction_client ON prediction (deployment, client_id, prediction_id) WHERE client_id <> '';
        """;

    private const string Rows = """
        insert into prediction values ('p', '', 's', 'd', 1, now(), '');
        """;

    [Fact]
    public Task become_like_new_ones_and_keep_their_rows() => TableUpgrade.ShouldBecomeAsync(
            Before, Rows, PredictionSchema.Sql,
            "select count(*) from prediction where workspace = 'default' and deployment = 'd'");
}
