using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MlOps.Runtime;

namespace MlOps.Onnx;

/// <summary>The columns of a row of floats that form one tensor of the model.</summary>
/// <param name="Name">The name of the tensor.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Offset">Its first column.</param>
/// <param name="Width">The number of its columns.</param>
/// <param name="Shape">Its dimensions after the first, which is the batch.</param>
/// <param name="TakesOneRow">Whether the batch size is fixed to 1.</param>
internal sealed record TensorColumns(string Name, TensorElementType Type, int Offset, int Width, long[] Shape, bool TakesOneRow)
{
    /// <summary>The tensors of a signature, in its order.</summary>
    public static TensorColumns[] ByName(IReadOnlyList<TensorSpec> tensors, IReadOnlyDictionary<string, NodeMetadata> nodes, string kind)
    {
        var offset = 0;
        var columns = new TensorColumns[tensors.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            if (!nodes.TryGetValue(tensors[i].Name, out var node))
                throw new InvalidModelException($"The model has no {kind} '{tensors[i].Name}'; it has {string.Join(", ", nodes.Keys)}.");
            columns[i] = Of(tensors[i].Name, offset, tensors[i].Width, node);
            offset += columns[i].Width;
        }

        return columns;
    }

    public static TensorColumns Of(string name, int offset, int width, NodeMetadata node)
    {
        if (!node.IsTensor)
            throw new InvalidModelException($"'{name}' is not a tensor but {node.OnnxValueType}; export the model so that it is one.");
        if (node.ElementDataType is not (TensorElementType.Float or TensorElementType.Double
            or TensorElementType.Int64 or TensorElementType.Int32 or TensorElementType.Bool))
            throw new InvalidModelException($"'{name}' is a tensor of {node.ElementDataType}, which is not supported.");
        var dimensions = node.Dimensions;
        if (dimensions.Length > 0 && dimensions[0] > 1)
            throw new InvalidModelException($"'{name}' takes batches of exactly {dimensions[0]} rows.");
        var fixedWidth = dimensions.Skip(1).Where(d => d > 0).Aggregate(1L, (product, d) => product * d);
        var open = dimensions.Skip(1).Count(d => d < 1);
        var fits = open == 0 ? fixedWidth == width : open == 1 && width % fixedWidth == 0;
        if (!fits)
        {
            throw new InvalidModelException(
                $"'{name}' has the shape [{string.Join(',', dimensions)}]; the signature gives it {width} values a row.");
        }

        long[] shape = [.. dimensions.Skip(1).Select(d => d > 0 ? d : width / fixedWidth)];
        return new TensorColumns(name, node.ElementDataType, offset, width, shape, TakesOneRow: dimensions is [1, ..]);
    }

    /// <summary>Builds the tensor from rows of <paramref name="stride"/> floats.</summary>
    /// <exception cref="ArgumentException">A value is missing or not a whole number, but the tensor takes integers.</exception>
    public OrtValue Gather(ReadOnlySpan<float> rowMajor, int rows, int stride) => Type switch
    {
        TensorElementType.Float when Width == stride => Tensor(rowMajor.ToArray(), rows),
        TensorElementType.Float => Gather<float>(rowMajor, rows, stride),
        TensorElementType.Double => Gather<double>(rowMajor, rows, stride),
        TensorElementType.Int64 => Gather<long>(rowMajor, rows, stride),
        TensorElementType.Int32 => Gather<int>(rowMajor, rows, stride),
        _ => Tensor(Array.ConvertAll(Cells<int>(rowMajor, rows, stride), cell => cell != 0), rows),
    };

    /// <summary>Writes the tensor's values into rows of <paramref name="stride"/> floats.</summary>
    /// <exception cref="InvalidOperationException">The number of values does not match the signature.</exception>
    public void Scatter(OrtValue tensor, int rows, Span<float> output, int stride)
    {
        switch (tensor.GetTensorTypeAndShape().ElementDataType)
        {
            case TensorElementType.Float: Scatter(tensor.GetTensorDataAsSpan<float>(), rows, output, stride); break;
            case TensorElementType.Double: Scatter(tensor.GetTensorDataAsSpan<double>(), rows, output, stride); break;
            case TensorElementType.Int64: Scatter(tensor.GetTensorDataAsSpan<long>(), rows, output, stride); break;
            case TensorElementType.Int32: Scatter(tensor.GetTensorDataAsSpan<int>(), rows, output, stride); break;
            default: Scatter<byte>(Bytes(tensor.GetTensorDataAsSpan<bool>()), rows, output, stride); break;
        }
    }

    private static byte[] Bytes(ReadOnlySpan<bool> values) => Array.ConvertAll(values.ToArray(), value => value ? (byte)1 : (byte)0);

    private OrtValue Gather<T>(ReadOnlySpan<float> rowMajor, int rows, int stride) where T : unmanaged, INumber<T> =>
        Tensor(Cells<T>(rowMajor, rows, stride), rows);

    private OrtValue Tensor<T>(T[] cells, int rows) where T : unmanaged => OrtValue.CreateTensorValueFromMemory(cells, [rows, .. Shape]);

    private T[] Cells<T>(ReadOnlySpan<float> rowMajor, int rows, int stride) where T : unmanaged, INumber<T>
    {
        var cells = new T[rows * Width];
        for (var i = 0; i < cells.Length; i++)
        {
            var value = rowMajor[i / Width * stride + Offset + i % Width];
            if (typeof(T) != typeof(float) && typeof(T) != typeof(double) && !float.IsInteger(value))
                throw new ArgumentException($"Input '{Name}' takes whole numbers; row {i / Width} has {value}.");
            cells[i] = T.CreateSaturating(value);
        }

        return cells;
    }

    private void Scatter<T>(ReadOnlySpan<T> cells, int rows, Span<float> output, int stride) where T : unmanaged, INumber<T>
    {
        if (cells.Length != rows * Width)
            throw new InvalidOperationException($"Output '{Name}' has {cells.Length} values for {rows} rows of {Width}.");
        for (var i = 0; i < cells.Length; i++) output[i / Width * stride + Offset + i % Width] = float.CreateSaturating(cells[i]);
    }
}
