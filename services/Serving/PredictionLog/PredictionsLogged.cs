namespace MlOps.Serving.PredictionLog;

/// <summary>Predictions were added to the log; the digest is SHA-256 over their protobuf bytes in their order.</summary>
public sealed record PredictionsLogged(string Deployment, string SegmentId, int Count, string ContentDigest)
{
    /// <summary>The stream of a deployment's log.</summary>
    public static string StreamOf(string deployment) => $"predictions/{deployment}";
}

/// <summary>Predictions were deleted, because they have been kept long enough.</summary>
/// <param name="Before">They were made before this moment.</param>
/// <param name="LastPredictionId">The newest of them: ids are in the order of time.</param>
public sealed record PredictionsExpired(string Deployment, DateTimeOffset Before, int Count, string LastPredictionId);
