namespace MlOps.Serving.PredictionLog;

/// <summary>Section <c>Predictions</c> of the configuration.</summary>
internal sealed class PredictionOptions
{
    /// <summary>How long predictions are kept, in the database and in the graph; damaged segments are kept as long.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);
}
