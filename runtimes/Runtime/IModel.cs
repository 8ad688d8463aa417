namespace MlOps.Runtime;

/// <summary>A loaded model. All members are thread-safe.</summary>
public interface IModel : IDisposable
{
    /// <summary>The inputs, whose columns in order form a row, and the outputs.</summary>
    ModelSignature Signature { get; }

    /// <summary>The number of values that <see cref="Predict"/> writes per row.</summary>
    int OutputsPerRow { get; }

    /// <summary>The number of values that <see cref="Contributions"/> writes per row; 0 if the flavor does not support it.</summary>
    int ContributionsPerRow { get; }

    /// <summary>Predicts rows, from and into the caller's memory.</summary>
    /// <param name="rowMajor"><paramref name="rows"/> × <see cref="ModelSignature.InputWidth"/> values; NaN is a missing value.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="output">Takes <paramref name="rows"/> × <see cref="OutputsPerRow"/> values.</param>
    /// <exception cref="ArgumentException">A span has a different length.</exception>
    void Predict(ReadOnlySpan<float> rowMajor, int rows, Span<float> output);

    /// <summary>
    /// Explains rows: for each output, one additive contribution (SHAP value) per input column, then the bias. They sum to
    /// the prediction before the objective's transformation (the margin).
    /// </summary>
    /// <param name="rowMajor">As for <see cref="Predict"/>.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="output">Takes <paramref name="rows"/> × <see cref="ContributionsPerRow"/> values.</param>
    /// <exception cref="NotSupportedException"><see cref="ContributionsPerRow"/> is 0.</exception>
    void Contributions(ReadOnlySpan<float> rowMajor, int rows, Span<float> output);
}
