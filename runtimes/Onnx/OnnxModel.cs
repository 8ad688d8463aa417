using Microsoft.ML.OnnxRuntime;
using MlOps.Runtime;

namespace MlOps.Onnx;

/// <summary>An ONNX Runtime session that predicts rows of floats.</summary>
internal sealed class OnnxModel : IModel
{
    private readonly InferenceSession session;
    private readonly TensorColumns[] inputs;
    private readonly TensorColumns[] outputs;
    private readonly string[] inputNames;
    private readonly string[] outputNames;
    private readonly RunOptions options = new();
    private readonly int batchSize;
    private volatile bool disposed;

    public OnnxModel(InferenceSession session, ModelSignature signature)
    {
        (this.session, Signature) = (session, signature);
        inputs = Inputs(session, signature);
        outputs = TensorColumns.ByName(signature.Outputs, session.OutputMetadata, "output");
        inputNames = [.. inputs.Select(input => input.Name)];
        outputNames = [.. outputs.Select(output => output.Name)];
        // Some models are exported with a fixed batch size of 1.
        batchSize = inputs.Any(input => input.TakesOneRow) ? 1 : int.MaxValue;
        TryOut();
    }

    public ModelSignature Signature { get; }

    public int OutputsPerRow => Signature.OutputWidth;

    public int ContributionsPerRow => 0;

    public void Predict(ReadOnlySpan<float> rowMajor, int rows, Span<float> output)
    {
        // Using a disposed session crashes the process.
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        var (width, perRow) = (Signature.InputWidth, OutputsPerRow);
        if (rowMajor.Length != (long)rows * width)
        {
            throw new ArgumentException(
                $"{rows} rows of {width} columns take {(long)rows * width} values, not {rowMajor.Length}.", nameof(rowMajor));
        }

        if (output.Length != (long)rows * perRow)
        {
            throw new ArgumentException(
                $"{rows} rows give {(long)rows * perRow} values; there is room for {output.Length}.", nameof(output));
        }

        for (var row = 0; row < rows;)
        {
            var count = Math.Min(rows - row, batchSize);
            Run(rowMajor.Slice(row * width, count * width), count, output.Slice(row * perRow, count * perRow));
            row += count;
        }
    }

    public void Contributions(ReadOnlySpan<float> rowMajor, int rows, Span<float> output) =>
        throw new NotSupportedException("Contributions are not supported for ONNX models.");

    public void Dispose()
    {
        disposed = true;
        session.Dispose();
        options.Dispose();
    }

    // A single input that the signature does not name is the matrix of all columns.
    private static TensorColumns[] Inputs(InferenceSession session, ModelSignature signature) =>
        session.InputNames is [var only] && !(signature.Inputs is [var input] && input.Name == only)
            ? [TensorColumns.Of(only, offset: 0, signature.InputWidth, session.InputMetadata[only])]
            : TensorColumns.ByName(signature.Inputs, session.InputMetadata, "input");

    private void TryOut()
    {
        try
        {
            Run(new float[Signature.InputWidth], 1, new float[OutputsPerRow]);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidModelException($"The model does not match its signature: {e.Message}", e);
        }
    }

    private void Run(ReadOnlySpan<float> rowMajor, int rows, Span<float> output)
    {
        var values = new OrtValue[inputs.Length];
        try
        {
            for (var i = 0; i < inputs.Length; i++) values[i] = inputs[i].Gather(rowMajor, rows, Signature.InputWidth);
            using var results = session.Run(options, inputNames, values, outputNames);
            for (var i = 0; i < outputs.Length; i++) outputs[i].Scatter(results[i], rows, output, OutputsPerRow);
        }
        finally
        {
            foreach (var value in values) value?.Dispose();
        }
    }
}
