namespace Microsoft.ML.OnnxRuntime.Tensors;

/// <summary>Elements in several dimensions, the last one varying fastest.</summary>
public abstract class Tensor<T>
{
    private readonly int[] dimensions;

    /// <exception cref="ArgumentOutOfRangeException">A dimension is negative.</exception>
    protected Tensor(ReadOnlySpan<int> dimensions)
    {
        foreach (var dimension in dimensions) ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(dimensions));
        this.dimensions = dimensions.ToArray();
        var length = 1L;
        foreach (var dimension in dimensions) length = checked(length * dimension);
        Length = length;
    }

    /// <summary>The size of each dimension.</summary>
    public ReadOnlySpan<int> Dimensions => dimensions;

    /// <summary>How many dimensions there are.</summary>
    public int Rank => dimensions.Length;

    /// <summary>How many elements there are.</summary>
    public long Length { get; }

    public virtual T this[params int[] indices]
    {
        get => GetValue(IndexOf(indices));
        set => SetValue(IndexOf(indices), value);
    }

    /// <summary>The element at an index into all, as they lie in memory.</summary>
    public abstract T GetValue(int index);

    public abstract void SetValue(int index, T value);

    private int IndexOf(ReadOnlySpan<int> indices)
    {
        if (indices.Length != dimensions.Length) throw new ArgumentException($"The tensor has {dimensions.Length} dimensions, not {indices.Length}.", nameof(indices));
        var index = 0;
        for (var i = 0; i < indices.Length; i++)
        {
            if ((uint)indices[i] >= (uint)dimensions[i]) throw new ArgumentOutOfRangeException(nameof(indices));
            index = index * dimensions[i] + indices[i];
        }

        return index;
    }
}
