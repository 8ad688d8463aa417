namespace MlOps.MlNet;

/// <summary>The learning task.</summary>
internal enum MlNetTask
{
    /// <summary>A number.</summary>
    Regression,

    /// <summary>The probability that a label of 0 or 1 is 1.</summary>
    Binary,
}
