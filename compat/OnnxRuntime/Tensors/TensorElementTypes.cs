namespace Microsoft.ML.OnnxRuntime.Tensors;

/// <summary>Which .NET type is which element type.</summary>
internal static class TensorElementTypes
{
    private static readonly (TensorElementType Element, Type Type)[] Table =
    [
        (TensorElementType.Float, typeof(float)), (TensorElementType.Double, typeof(double)), (TensorElementType.Bool, typeof(bool)),
        (TensorElementType.Int8, typeof(sbyte)), (TensorElementType.UInt8, typeof(byte)), (TensorElementType.Int16, typeof(short)),
        (TensorElementType.UInt16, typeof(ushort)), (TensorElementType.Int32, typeof(int)), (TensorElementType.UInt32, typeof(uint)),
        (TensorElementType.Int64, typeof(long)), (TensorElementType.UInt64, typeof(ulong)), (TensorElementType.Float16, typeof(Half)),
        (TensorElementType.String, typeof(string)),
    ];

    /// <exception cref="NotSupportedException">Tensors cannot have such elements here.</exception>
    public static TensorElementType Of<T>() => Array.Find(Table, row => row.Type == typeof(T)) is { Type: not null } found
        ? found.Element
        : throw new NotSupportedException($"Tensors of {typeof(T).Name} are not supported.");

    /// <summary>The .NET type, or <see cref="object"/> of those that have none here.</summary>
    public static Type TypeOf(TensorElementType element) => Array.Find(Table, row => row.Element == element).Type ?? typeof(object);
}
