namespace MlOps.Serving.Inference;

/// <summary>A tensor has as many values as its shape says.</summary>
internal static class TensorShape
{
    /// <summary>How many values a shape asks for; looked at before any value is converted.</summary>
    /// <exception cref="InferenceException">There is no shape, or it asks for none or too many.</exception>
    public static int SizeOf(string input, IReadOnlyList<long> shape)
    {
        if (shape.Count == 0) throw InferenceException.OfInput(input, "has no shape");
        if (shape.Count > Limits.Dimensions)
            throw InferenceException.OfInput(input, $"has more than {Limits.Dimensions} dimensions");
        var size = 1L;
        foreach (var dimension in shape)
        {
            if (dimension is < 1 or > Limits.Values || (size *= dimension) > Limits.Values)
                throw InferenceException.OfInput(input, $"has shape {Text(shape)}; 1 to {Limits.Values} values are allowed");
        }
        return (int)size;
    }

    /// <exception cref="InferenceException">The tensor has another number of values.</exception>
    public static void Check(string input, IReadOnlyList<long> shape, int values)
    {
        if (SizeOf(input, shape) != values)
            throw InferenceException.OfInput(input, $"has {values} values for shape {Text(shape)}");
    }

    /// <summary>The shape as messages name it.</summary>
    public static string Text(IReadOnlyList<long> shape) => $"[{string.Join(',', shape)}]";
}
