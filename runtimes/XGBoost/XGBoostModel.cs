using MlOps.Runtime;

namespace MlOps.XGBoost;

/// <summary>A loaded booster. Predicts from the caller's rows without a copy; thread-safe.</summary>
internal sealed class XGBoostModel : IModel
{
    private readonly Booster booster;
    private readonly int threads;

    public XGBoostModel(Booster booster, ModelSignature signature, int threads)
    {
        (this.booster, this.threads, Signature) = (booster, threads, signature);
        var expected = booster.FeatureCount;
        if (expected != signature.InputWidth)
            throw new InvalidModelException($"The model takes {expected} features a row; its signature names {signature.InputWidth}.");
        if (booster.FeatureNames is { Length: > 0 } names && !names.SequenceEqual(signature.ColumnNames))
        {
            throw new InvalidModelException(
                $"The model was trained with the features {string.Join(", ", names)}; "
                + $"its signature names {string.Join(", ", signature.ColumnNames)}.");
        }

        // The first prediction configures the booster, which is not thread-safe; it also gives the number of outputs.
        var missing = new float[expected];
        Array.Fill(missing, float.NaN);
        OutputsPerRow = booster.Predict(missing, 1, expected).Length;
        if (OutputsPerRow != signature.OutputWidth)
            throw new InvalidModelException($"The model gives {OutputsPerRow} values a row; its signature names {signature.OutputWidth}.");
        using var matrix = new DataMatrix(missing, 1, expected, threads);
        ContributionsPerRow = booster.Contributions(matrix).Length;
    }

    public ModelSignature Signature { get; }

    public int OutputsPerRow { get; }

    public int ContributionsPerRow { get; }

    public void Predict(ReadOnlySpan<float> rowMajor, int rows, Span<float> output)
    {
        Check(rowMajor.Length, rows, output.Length, OutputsPerRow);
        if (rows > 0) booster.Predict(rowMajor, rows, Signature.InputWidth).CopyTo(output);
    }

    public void Contributions(ReadOnlySpan<float> rowMajor, int rows, Span<float> output)
    {
        Check(rowMajor.Length, rows, output.Length, ContributionsPerRow);
        if (rows == 0) return;
        using var matrix = new DataMatrix(rowMajor, rows, Signature.InputWidth, threads);
        booster.Contributions(matrix).CopyTo(output);
    }

    public void Dispose() => booster.Dispose();

    private void Check(int given, int rows, int room, int perRow)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        var width = Signature.InputWidth;
        if (given != (long)rows * width)
            throw new ArgumentException($"{rows} rows of {width} columns take {(long)rows * width} values, not {given}.");
        if (room != (long)rows * perRow)
            throw new ArgumentException($"{rows} rows give {(long)rows * perRow} values; there is room for {room}.");
    }
}
