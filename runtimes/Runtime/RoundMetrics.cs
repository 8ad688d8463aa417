namespace MlOps.Runtime;

/// <summary>The metrics after one round.</summary>
/// <param name="Round">Counted from 0.</param>
/// <param name="Values">Data set (<c>train</c>, <c>evaluation</c>) → metric → value.</param>
public sealed record RoundMetrics(int Round, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Values)
{
    /// <summary>The name of the training data.</summary>
    public const string Train = "train";

    /// <summary>The name of the evaluation data.</summary>
    public const string Evaluation = "evaluation";
}
