namespace MlOps.Serving.PredictionLog;

/// <summary>Predictions were added to the log; the digest is SHA-256 over their protobuf bytes in their order.</summary>
public sealed record PredictionsLogged(string Deployment, string SegmentId, int Count, string ContentDigest)
{
    /// <summary>The stream of a deployment's log.</summary>
    public static string StreamOf(string deployment) => $"predictions/{deployment}";
}
