using System.Collections.Concurrent;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlOps.Runtime;

namespace MlOps.MlNet;

/// <summary>
/// A trained transformer. <see cref="PredictionRow"/> is not thread-safe, so rows are pooled: the pool grows to the number of
/// concurrent predictions.
/// </summary>
internal sealed class MlNetModel : IModel
{
    private readonly ITransformer transformer;
    private readonly IRowToRowMapper mapper;
    private readonly ConcurrentBag<PredictionRow> idle = [];
    private volatile bool disposed;

    /// <exception cref="InvalidModelException">The transformer does not match the signature.</exception>
    public MlNetModel(ITransformer transformer, DataViewSchema? schema, ModelSignature signature)
    {
        ModelSchema.Check(schema, signature);
        if (!transformer.IsRowToRowMapper) throw new InvalidModelException("The model does not predict row by row.");
        (this.transformer, Signature, mapper) = (transformer, signature, transformer.GetRowToRowMapper(schema));
        idle.Add(new PredictionRow(mapper));
    }

    public ModelSignature Signature { get; }

    public int OutputsPerRow => 1;

    public int ContributionsPerRow => 0;

    public void Predict(ReadOnlySpan<float> rowMajor, int rows, Span<float> output)
    {
        var width = Signature.InputWidth;
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        if (rowMajor.Length != (long)rows * width)
        {
            throw new ArgumentException(
                $"{rows} rows of {width} columns take {(long)rows * width} values, not {rowMajor.Length}.", nameof(rowMajor));
        }

        if (output.Length != rows)
            throw new ArgumentException($"{rows} rows give {rows} values; there is room for {output.Length}.", nameof(output));
        ObjectDisposedException.ThrowIf(disposed, this);

        if (!idle.TryTake(out var taken)) taken = new PredictionRow(mapper);
        for (var row = 0; row < rows; row++) output[row] = taken.Predict(rowMajor.Slice(row * width, width));
        idle.Add(taken);
    }

    public void Contributions(ReadOnlySpan<float> rowMajor, int rows, Span<float> output) =>
        throw new NotSupportedException("Contributions are not supported for ML.NET models.");

    public void Dispose()
    {
        disposed = true;
        (transformer as IDisposable)?.Dispose();
    }
}
