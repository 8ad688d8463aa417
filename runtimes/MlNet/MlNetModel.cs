using Microsoft.ML;
using Microsoft.ML.Data;
using MlOps.Runtime;

namespace MlOps.MlNet;

/// <summary>A trained transformer. It keeps no state between predictions, so that many threads may use it.</summary>
internal sealed class MlNetModel(MLContext context, ITransformer transformer, ModelSignature signature, MlNetTask task) : IModel
{
    private readonly string outputColumn = task == MlNetTask.Regression ? "Score" : "Probability";

    public ModelSignature Signature => signature;

    public int OutputsPerRow => 1;

    public int ContributionsPerRow => 0;

    public void Predict(ReadOnlySpan<float> rowMajor, int rows, Span<float> output)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        if (rowMajor.Length != (long)rows * Signature.InputWidth)
            throw new ArgumentException($"{rows} rows of {Signature.InputWidth} columns take {(long)rows * Signature.InputWidth} values, not {rowMajor.Length}.", nameof(rowMajor));
        if (output.Length != rows) throw new ArgumentException($"{rows} rows give {rows} values; there is room for {output.Length}.", nameof(output));
        if (rows == 0) return;

        var predictions = transformer.Transform(ModelRow.View(context, rowMajor, default, rows));
        var row = 0;
        foreach (var value in predictions.GetColumn<float>(outputColumn)) output[row++] = value;
    }

    public void Contributions(ReadOnlySpan<float> rowMajor, int rows, Span<float> output) =>
        throw new NotSupportedException("ML.NET models do not explain their predictions here.");

    public void Dispose() => (transformer as IDisposable)?.Dispose();
}
