using Google.Protobuf.WellKnownTypes;
using MlOps.Serving.PredictionLog;
using V1 = MlOps.Contracts.Serving.V1;

namespace MlOps.Serving.Wire;

/// <summary>Segments of the prediction log as the messages of the contract.</summary>
internal static class PredictionMessages
{
    /// <summary>The event with the predictions that it says were added.</summary>
    public static V1.PredictionsLogged ToWire(this PredictionsLogged logged, IEnumerable<V1.Prediction> predictions) => new()
    {
        Deployment = logged.Deployment, SegmentId = logged.SegmentId, Count = logged.Count, ContentDigest = logged.ContentDigest,
        Predictions = { predictions },
    };

    public static V1.PredictionsExpired ToWire(this PredictionsExpired expired) => new()
    {
        Deployment = expired.Deployment, Before = expired.Before.ToTimestamp(), Count = expired.Count,
        LastPredictionId = expired.LastPredictionId,
    };
}
