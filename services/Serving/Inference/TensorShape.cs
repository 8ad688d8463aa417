namespace MlOps.Serving.Inference;

/// <summary>A tensor has as many values as its shape says.</summary>
internal static class TensorShape
{
    /// <summary>How many values a shape asks for; looked at before any value is converted.</summary>
    /// <exception cref="InferenceException">There is no shape, or it asks for none or too many.</exception>
    public static int SizeOf(string input, IReadOnlyList<long> shape)
    {
        if (shape.Count == 0) throw InferenceException.Invalid($"input '{input}' has no shape");
        if (shape.Count > InferenceLimits.Dimensions) throw InferenceException.Invalid($"input '{input}' has more than {InferenceLimits.Dimensions} dimensions");
        var size = 1L;
        foreach (var dimension in shape)
        {
            if (dimension is < 1 or > InferenceLimits.Values || (size *= dimension) > InferenceLimits.Values)
                throw InferenceException.Invalid($"input '{input}' has shape [{string.Join(',', shape)}]; 1 to {InferenceLimits.Values} values are allowed");
        }
        return (int)size;
    }

    /// <exception cref="InferenceException">The tensor has another number of values.</exception>
    public static void Check(string input, IReadOnlyList<long> shape, int values)
    {
        if (SizeOf(input, shape) != values)
            throw InferenceException.Invalid($"input '{input}' has {values} values for shape [{string.Join(',', shape)}]");
    }
}
