using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A tensor with the name of the input that it is for.</summary>
public class NamedOnnxValue
{
    private readonly Func<OrtValue>? toOrtValue;

    internal NamedOnnxValue(string name, object value, Func<OrtValue>? toOrtValue) => (Name, Value, this.toOrtValue) = (name, value, toOrtValue);

    public string Name { get; }

    public object Value { get; }

    /// <summary>A tensor as an input.</summary>
    /// <exception cref="NotSupportedException">The elements are not numbers or truth values, or not in one piece.</exception>
    public static NamedOnnxValue CreateFromTensor<T>(string name, Tensor<T> value) => value switch
    {
        DenseTensor<float> v => Create(name, v),
        DenseTensor<double> v => Create(name, v),
        DenseTensor<long> v => Create(name, v),
        DenseTensor<int> v => Create(name, v),
        DenseTensor<short> v => Create(name, v),
        DenseTensor<sbyte> v => Create(name, v),
        DenseTensor<byte> v => Create(name, v),
        DenseTensor<ushort> v => Create(name, v),
        DenseTensor<uint> v => Create(name, v),
        DenseTensor<ulong> v => Create(name, v),
        DenseTensor<bool> v => Create(name, v),
        _ => throw new NotSupportedException($"A {value.GetType().Name} of {typeof(T).Name} cannot be an input."),
    };

    /// <summary>The tensor, or null where the elements are of another type.</summary>
    public Tensor<T>? AsTensor<T>() => Value as Tensor<T>;

    /// <summary>The elements, or null where they are of another type.</summary>
    public IEnumerable<T>? AsEnumerable<T>() => (Value as DenseTensor<T>)?.ToArray();

    internal OrtValue ToOrtValue() => toOrtValue!();

    private static NamedOnnxValue Create<T>(string name, DenseTensor<T> tensor) where T : unmanaged =>
        new(name, tensor, () => OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, tensor.Buffer, Array.ConvertAll(tensor.Dimensions.ToArray(), d => (long)d)));
}
