namespace MlOps.Serving.PredictionLog;

/// <summary>The table of logged predictions.</summary>
internal static class PredictionSchema
{
    public const string Sql = """
        CREATE TABLE IF NOT EXISTS prediction (request_id text PRIMARY KEY, segment_id text NOT NULL, deployment text NOT NULL, position integer NOT NULL, data bytea NOT NULL);
        CREATE INDEX IF NOT EXISTS prediction_segment ON prediction (segment_id, deployment, position);
        """;
}
