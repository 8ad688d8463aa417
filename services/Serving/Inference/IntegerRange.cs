namespace MlOps.Serving.Inference;

/// <summary>What an integer datatype can hold.</summary>
internal static class IntegerRange
{
    /// <exception cref="InferenceException">A value is out of the datatype's range.</exception>
    public static long[] Check(string input, string datatype, long[] values)
    {
        var (min, max) = Of(datatype);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] < min || values[i] > max)
                throw InferenceException.OfInput(input, $"of datatype {datatype}: value {i} is not within {min} and {max}");
        }
        return values;
    }

    // Values of UINT64 beyond Int64 are refused where they are read: neither a key nor a feature holds them.
    private static (long Min, long Max) Of(string datatype) => datatype switch
    {
        "INT8" => (sbyte.MinValue, sbyte.MaxValue),
        "INT16" => (short.MinValue, short.MaxValue),
        "INT32" => (int.MinValue, int.MaxValue),
        "UINT8" => (0, byte.MaxValue),
        "UINT16" => (0, ushort.MaxValue),
        "UINT32" => (0, uint.MaxValue),
        "UINT64" => (0, long.MaxValue),
        _ => (long.MinValue, long.MaxValue),
    };
}
