namespace MlOps.Runtime;

/// <summary>The inputs and outputs of a model.</summary>
public sealed record ModelSignature
{
    /// <summary>The maximum number of values per row.</summary>
    public const int MaxWidth = 100_000;

    /// <exception cref="InvalidModelException">A name is empty or not unique, a datatype is unknown, or a shape is invalid.</exception>
    public ModelSignature(IReadOnlyList<TensorSpec> inputs, IReadOnlyList<TensorSpec> outputs)
    {
        InputWidth = Check(inputs, "input");
        OutputWidth = Check(outputs, "output");
        (Inputs, Outputs) = (inputs, outputs);
    }

    /// <summary>The inputs; their columns in order form a row.</summary>
    public IReadOnlyList<TensorSpec> Inputs { get; }

    /// <summary>The outputs.</summary>
    public IReadOnlyList<TensorSpec> Outputs { get; }

    /// <summary>The number of input values per row.</summary>
    public int InputWidth { get; }

    /// <summary>The number of output values per row.</summary>
    public int OutputWidth { get; }

    /// <summary>The name of each value of an input row: the input's own, or <c>name[i]</c> if the input is wider than one value.</summary>
    public IReadOnlyList<string> ColumnNames =>
    [
        .. Inputs.SelectMany(input =>
            input.Width == 1 ? [input.Name] : Enumerable.Range(0, input.Width).Select(i => $"{input.Name}[{i}]")),
    ];

    /// <summary>Value equality; lists are compared element by element.</summary>
    public bool Equals(ModelSignature? other) =>
        other is not null && Inputs.SequenceEqual(other.Inputs) && Outputs.SequenceEqual(other.Outputs);

    public override int GetHashCode() => HashCode.Combine(Inputs.Count, Outputs.Count, InputWidth);

    private static int Check(IReadOnlyList<TensorSpec> tensors, string kind)
    {
        if (tensors.Count is 0 or > MaxWidth)
            throw new InvalidModelException($"A signature has 1 to {MaxWidth} {kind}s, not {tensors.Count}.");
        var names = new HashSet<string>(StringComparer.Ordinal);
        var width = 0L;
        foreach (var tensor in tensors)
        {
            if (string.IsNullOrWhiteSpace(tensor.Name)) throw new InvalidModelException($"An {kind} has no name.");
            if (!names.Add(tensor.Name)) throw new InvalidModelException($"The {kind} '{tensor.Name}' is declared twice.");
            if (!Datatype.All.Contains(tensor.Datatype))
                throw new InvalidModelException($"The {kind} '{tensor.Name}' has the unknown datatype '{tensor.Datatype}'.");
            if (tensor.Shape.Count == 0 || tensor.Shape.Any(d => d is 0 or < -1))
                throw new InvalidModelException($"The {kind} '{tensor.Name}' has the invalid shape [{string.Join(',', tensor.Shape)}].");
            width += tensor.Width;
        }

        return width <= MaxWidth ? (int)width : throw new InvalidModelException($"The {kind}s have more than {MaxWidth} values a row.");
    }
}
