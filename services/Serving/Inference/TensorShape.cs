namespace MlOps.Serving.Inference;

/// <summary>A tensor has as many values as its shape says.</summary>
internal static class TensorShape
{
    public static void Check(Tensor tensor)
    {
        if (tensor.Shape.Length == 0) throw InferenceException.Invalid($"input '{tensor.Name}' has no shape");
        var size = 1L;
        foreach (var dimension in tensor.Shape)
        {
            if (dimension is < 1 or > InferenceLimits.Values || (size *= dimension) > InferenceLimits.Values)
                throw InferenceException.Invalid($"input '{tensor.Name}' has shape [{string.Join(',', tensor.Shape)}]; 1 to {InferenceLimits.Values} values are allowed");
        }
        if (size != tensor.Count)
            throw InferenceException.Invalid($"input '{tensor.Name}' has {tensor.Count} values for shape [{string.Join(',', tensor.Shape)}]");
    }
}
