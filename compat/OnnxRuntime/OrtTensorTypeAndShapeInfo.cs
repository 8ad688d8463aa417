using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a tensor consists of.</summary>
public class OrtTensorTypeAndShapeInfo
{
    internal OrtTensorTypeAndShapeInfo(nint info)
    {
        ElementDataType = (TensorElementType)(int)OrtApi.Get(OrtFunction.GetTensorElementType, info);
        Shape = OrtApi.Dimensions(info);
        SymbolicDimensions = OrtApi.SymbolicDimensions(info);
        ElementCount = Shape.Any(d => d < 0) ? -1 : OrtApi.Get(OrtFunction.GetTensorShapeElementCount, info);
    }

    public TensorElementType ElementDataType { get; }

    /// <summary>The size of each dimension; -1 of an open one.</summary>
    public long[] Shape { get; }

    /// <summary>The name of each open dimension; empty of others.</summary>
    public string[] SymbolicDimensions { get; }

    public long ElementCount { get; }

    public bool IsString => ElementDataType == TensorElementType.String;

    public int DimensionsCount => Shape.Length;
}
