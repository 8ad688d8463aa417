using MlOps.EventSourcing;

namespace MlOps.Serving.PredictionLog;

/// <summary>The table of logged predictions.</summary>
internal static class PredictionSchema
{
    public static readonly string Sql = $"""
        -- Ids are UUIDs of version 7 without dashes: their order is that of time.
        CREATE TABLE IF NOT EXISTS prediction (
            workspace text NOT NULL,
            prediction_id text COLLATE "C" NOT NULL,
            client_id text NOT NULL,
            segment_id text NOT NULL,
            deployment text NOT NULL,
            position integer NOT NULL,
            time timestamptz NOT NULL,
            data bytea NOT NULL,
            PRIMARY KEY (workspace, prediction_id));
        {WorkspaceKey.Add(
            "prediction", "workspace, prediction_id",
            "DROP INDEX prediction_newest; DROP INDEX prediction_client; DROP INDEX IF EXISTS prediction_actor;")}
        -- Null only until UnknownActors has read it out of the data of older rows.
        ALTER TABLE prediction ADD COLUMN IF NOT EXISTS actor text;
        CREATE INDEX IF NOT EXISTS prediction_segment ON prediction (segment_id, deployment, position);
        CREATE INDEX IF NOT EXISTS prediction_newest ON prediction (workspace, deployment, prediction_id);
        CREATE INDEX IF NOT EXISTS prediction_client ON prediction (workspace, deployment, client_id, prediction_id)
            WHERE client_id <> '';
        CREATE INDEX IF NOT EXISTS prediction_actor ON prediction (workspace, deployment, actor, prediction_id);
        CREATE INDEX IF NOT EXISTS prediction_unknown_actor ON prediction (prediction_id) WHERE actor IS NULL;
        """;
}
