namespace MlOps.Runtime;

/// <summary>A model in memory. Every member may be called by many threads at once.</summary>
public interface IModel : IDisposable
{
    /// <summary>The named inputs, whose columns make one row in this order, and the outputs.</summary>
    ModelSignature Signature { get; }

    /// <summary>How many values <see cref="Predict"/> writes for each row.</summary>
    int OutputsPerRow { get; }

    /// <summary>How many values <see cref="Contributions"/> writes for each row; 0 where the flavor cannot explain.</summary>
    int ContributionsPerRow { get; }

    /// <summary>Predicts rows, from and into the caller's memory.</summary>
    /// <param name="rowMajor"><paramref name="rows"/> × <see cref="ModelSignature.InputWidth"/> values; NaN is a missing value.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="output">Takes <paramref name="rows"/> × <see cref="OutputsPerRow"/> values.</param>
    /// <exception cref="ArgumentException">A span does not have exactly that length.</exception>
    void Predict(ReadOnlySpan<float> rowMajor, int rows, Span<float> output);

    /// <summary>
    /// Explains rows: for each output, one additive contribution (SHAP value) per input column, then the bias. They sum to
    /// the prediction before the objective's transformation (the margin).
    /// </summary>
    /// <param name="rowMajor">As for <see cref="Predict"/>.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="output">Takes <paramref name="rows"/> × <see cref="ContributionsPerRow"/> values.</param>
    /// <exception cref="NotSupportedException"><see cref="ContributionsPerRow"/> is 0.</exception>
    void Contributions(ReadOnlySpan<float> rowMajor, int rows, Span<float> output);
}
