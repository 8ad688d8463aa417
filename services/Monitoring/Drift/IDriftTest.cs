using MlOps.Runtime;

namespace MlOps.Monitoring.Drift;

/// <summary>
/// A way to compare one column of a window with the training data. Another one is a file in <c>Tests/</c> and a line in the module.
/// </summary>
internal interface IDriftTest
{
    /// <summary>In kebab case; results and settings name the test by it.</summary>
    string Name { get; }

    /// <summary>The effect size above which a significant change is drift, unless the settings say otherwise.</summary>
    double DefaultThreshold { get; }

    /// <summary>The outcome; null where the test does not apply to the column or there is nothing to compare.</summary>
    DriftOutcome? Evaluate(ColumnProfile reference, ColumnSample sample);
}
