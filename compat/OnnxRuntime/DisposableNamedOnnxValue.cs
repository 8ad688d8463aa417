using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>An output of a session: a tensor of its own memory.</summary>
public sealed class DisposableNamedOnnxValue : NamedOnnxValue, IDisposable
{
    private DisposableNamedOnnxValue(string name, object value, TensorElementType elementType) : base(name, value, null) => ElementType = elementType;

    public TensorElementType ElementType { get; }

    /// <summary>Nothing is held: the elements were copied.</summary>
    public void Dispose()
    {
    }

    internal static DisposableNamedOnnxValue From(string name, OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        return info.ElementDataType switch
        {
            TensorElementType.Float => Copy<float>(name, value, info),
            TensorElementType.Double => Copy<double>(name, value, info),
            TensorElementType.Int64 => Copy<long>(name, value, info),
            TensorElementType.Int32 => Copy<int>(name, value, info),
            TensorElementType.Int16 => Copy<short>(name, value, info),
            TensorElementType.Int8 => Copy<sbyte>(name, value, info),
            TensorElementType.UInt8 => Copy<byte>(name, value, info),
            TensorElementType.UInt16 => Copy<ushort>(name, value, info),
            TensorElementType.UInt32 => Copy<uint>(name, value, info),
            TensorElementType.UInt64 => Copy<ulong>(name, value, info),
            TensorElementType.Bool => Copy<bool>(name, value, info),
            _ => throw new NotSupportedException($"The output '{name}' is a tensor of {info.ElementDataType}."),
        };
    }

    private static DisposableNamedOnnxValue Copy<T>(string name, OrtValue value, OrtTensorTypeAndShapeInfo info) where T : unmanaged => new(
        name,
        new DenseTensor<T>(value.GetTensorDataAsSpan<T>().ToArray(), Array.ConvertAll(info.Shape, d => checked((int)d))),
        info.ElementDataType);
}
