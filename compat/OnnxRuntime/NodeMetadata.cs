using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a model says of an input or output.</summary>
public class NodeMetadata
{
    private readonly OrtTensorTypeAndShapeInfo? tensor;

    internal NodeMetadata(nint typeInfo)
    {
        OnnxValueType = (OnnxValueType)(int)OrtApi.Get(OrtFunction.GetOnnxTypeFromTypeInfo, typeInfo);
        if (IsTensor) tensor = new OrtTensorTypeAndShapeInfo(OrtApi.Get(OrtFunction.CastTypeInfoToTensorInfo, typeInfo));
    }

    public OnnxValueType OnnxValueType { get; }

    public bool IsTensor => OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR;

    /// <summary>The size of each dimension; -1 of an open one.</summary>
    public int[] Dimensions => Array.ConvertAll(Tensor.Shape, d => checked((int)d));

    /// <summary>The name of each open dimension; empty of others.</summary>
    public string[] SymbolicDimensions => Tensor.SymbolicDimensions;

    public TensorElementType ElementDataType => Tensor.ElementDataType;

    public Type ElementType => TensorElementTypes.TypeOf(ElementDataType);

    public bool IsString => Tensor.IsString;

    private OrtTensorTypeAndShapeInfo Tensor => tensor ?? throw new OnnxRuntimeException(ErrorCode.Fail, $"The value is no tensor but {OnnxValueType}.");
}
