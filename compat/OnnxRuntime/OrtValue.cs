using System.Buffers;
using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A value that sessions take and give. It pins the memory that it was made over until it is disposed.</summary>
public sealed unsafe class OrtValue : IDisposable
{
    private MemoryHandle memory;

    internal OrtValue(nint value, MemoryHandle memory = default)
    {
        Handle = new OrtHandle(value, OrtFunction.ReleaseValue);
        this.memory = memory;
        OnnxType = (OnnxValueType)(int)OrtApi.Get(OrtFunction.GetValueType, value);
    }

    public OnnxValueType OnnxType { get; }

    public bool IsTensor => OnnxType == OnnxValueType.ONNX_TYPE_TENSOR;

    internal OrtHandle Handle { get; }

    /// <summary>A tensor over an array.</summary>
    public static OrtValue CreateTensorValueFromMemory<T>(T[] data, long[] shape) where T : unmanaged =>
        CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, data.AsMemory(), shape);

    /// <summary>A tensor over memory.</summary>
    /// <exception cref="ArgumentException">The memory is smaller than the shape.</exception>
    public static OrtValue CreateTensorValueFromMemory<T>(OrtMemoryInfo memoryInfo, Memory<T> memory, long[] shape) where T : unmanaged
    {
        var count = 1L;
        foreach (var dimension in shape) count = checked(count * (dimension >= 0 ? dimension : throw new ArgumentException($"The dimension {dimension} is negative.", nameof(shape))));
        if (count > memory.Length) throw new ArgumentException($"The shape takes {count} elements; the memory has {memory.Length}.", nameof(shape));
        var type = TensorElementTypes.Of<T>();
        var pinned = memory.Pin();
        try
        {
            return new OrtValue(OrtApi.CreateTensor(memoryInfo.Handle.Value, pinned.Pointer, count * sizeof(T), shape, (int)type), pinned);
        }
        catch
        {
            pinned.Dispose();
            throw;
        }
    }

    public OrtTensorTypeAndShapeInfo GetTensorTypeAndShape()
    {
        RequireTensor();
        var info = OrtApi.Get(OrtFunction.GetTensorTypeAndShape, Handle.Value);
        try
        {
            return new OrtTensorTypeAndShapeInfo(info);
        }
        finally
        {
            OrtApi.Release(OrtFunction.ReleaseTensorTypeAndShapeInfo, info);
        }
    }

    /// <summary>The elements; they last as long as this value.</summary>
    /// <exception cref="OnnxRuntimeException">The elements are of another type.</exception>
    public ReadOnlySpan<T> GetTensorDataAsSpan<T>() where T : unmanaged => GetTensorMutableDataAsSpan<T>();

    /// <inheritdoc cref="GetTensorDataAsSpan{T}"/>
    public Span<T> GetTensorMutableDataAsSpan<T>() where T : unmanaged
    {
        var info = GetTensorTypeAndShape();
        if (info.ElementDataType != TensorElementTypes.Of<T>())
            throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"The tensor's elements are {info.ElementDataType}, not {typeof(T).Name}.");
        return new Span<T>((void*)OrtApi.Get(OrtFunction.GetTensorMutableData, Handle.Value), checked((int)info.ElementCount));
    }

    public void Dispose()
    {
        Handle.Dispose();
        memory.Dispose();
    }

    private void RequireTensor()
    {
        if (!IsTensor) throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"This OrtValue type contains: {OnnxType}, not a tensor");
    }
}
