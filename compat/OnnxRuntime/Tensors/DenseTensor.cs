namespace Microsoft.ML.OnnxRuntime.Tensors;

/// <summary>A tensor whose elements lie in one piece of memory.</summary>
public class DenseTensor<T> : Tensor<T>
{
    /// <summary>A tensor of default values.</summary>
    public DenseTensor(ReadOnlySpan<int> dimensions) : base(dimensions) => Buffer = new T[Length];

    /// <summary>A tensor over memory of the caller's.</summary>
    /// <exception cref="ArgumentException">The memory does not have as many elements as the dimensions say.</exception>
    public DenseTensor(Memory<T> memory, ReadOnlySpan<int> dimensions) : base(dimensions)
    {
        if (memory.Length != Length) throw new ArgumentException($"Length of {nameof(memory)} ({memory.Length}) must match product of {nameof(dimensions)} ({Length}).");
        Buffer = memory;
    }

    /// <summary>The elements.</summary>
    public Memory<T> Buffer { get; }

    public override T GetValue(int index) => Buffer.Span[index];

    public override void SetValue(int index, T value) => Buffer.Span[index] = value;

    /// <summary>A copy of the elements.</summary>
    public T[] ToArray() => Buffer.ToArray();
}
