namespace MlOps.Runtime;

/// <summary>What to train: the flavor's own parameters by their own names, and how many rounds (1 to 100,000).</summary>
/// <param name="Parameters">Passed on as they are, such as <c>objective</c> or <c>max_depth</c>.</param>
/// <param name="Rounds">Boosting rounds, trees or iterations, depending on the algorithm.</param>
public sealed record TrainingSpec(IReadOnlyDictionary<string, string> Parameters, int Rounds)
{
    /// <summary>The maximum number of rounds.</summary>
    public const int MaxRounds = 100_000;
}
