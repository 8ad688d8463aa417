namespace MlOps.Runtime;

/// <summary>One named tensor of a model.</summary>
/// <param name="Name">Its name in requests.</param>
/// <param name="Datatype">The datatype in the Open Inference Protocol: one of <see cref="Runtime.Datatype"/>.</param>
/// <param name="Shape">-1 is the batch or any other open dimension; <c>[-1]</c> is one value per row.</param>
public sealed record TensorSpec(string Name, string Datatype, IReadOnlyList<long> Shape)
{
    /// <summary>A tensor of one value per row.</summary>
    public static TensorSpec Column(string name, string datatype = Runtime.Datatype.FP32) => new(name, datatype, [-1]);

    /// <summary>The number of values per row: the product of the dimensions after the first.</summary>
    /// <exception cref="InvalidModelException">A dimension after the first is open.</exception>
    public int Width
    {
        get
        {
            var width = 1L;
            foreach (var dimension in Shape.Skip(1))
            {
                if (dimension is < 1 or > ModelSignature.MaxWidth || (width *= dimension) > ModelSignature.MaxWidth)
                {
                    throw new InvalidModelException(
                        $"Tensor '{Name}' of shape [{string.Join(',', Shape)}] does not have 1 to {ModelSignature.MaxWidth} values a row.");
                }
            }

            return (int)width;
        }
    }

    /// <summary>Value equality; lists are compared element by element.</summary>
    public bool Equals(TensorSpec? other) =>
        other is not null && Name == other.Name && Datatype == other.Datatype && Shape.SequenceEqual(other.Shape);

    public override int GetHashCode() => HashCode.Combine(Name, Datatype, Shape.Count);
}
