namespace MlOps.Runtime;

/// <summary>What was measured after one round.</summary>
/// <param name="Round">Counted from 0.</param>
/// <param name="Values">Data set (<c>train</c>, <c>evaluation</c>) → metric → value.</param>
public sealed record RoundMetrics(int Round, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Values)
{
    /// <summary>The name of the rows that are learned from.</summary>
    public const string Train = "train";

    /// <summary>The name of the rows that are only measured.</summary>
    public const string Evaluation = "evaluation";
}
