namespace MlOps.Runtime;

/// <summary>The data types of the Open Inference Protocol V2, with their names in numpy and in MLflow's column schema.</summary>
public static class Datatype
{
    public const string BOOL = "BOOL";
    public const string INT32 = "INT32";
    public const string INT64 = "INT64";
    public const string FP32 = "FP32";
    public const string FP64 = "FP64";
    public const string BYTES = "BYTES";

    private static readonly (string Name, string Numpy, string? Column)[] Table =
    [
        (BOOL, "bool", "boolean"), ("UINT8", "uint8", null), ("UINT16", "uint16", null), ("UINT32", "uint32", null),
        ("UINT64", "uint64", null), ("INT8", "int8", null), ("INT16", "int16", null), (INT32, "int32", "integer"),
        (INT64, "int64", "long"), ("FP16", "float16", null), (FP32, "float32", "float"), (FP64, "float64", "double"),
        (BYTES, "str", "string"),
    ];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Table.Select(row => row.Name)];

    internal static string ToNumpy(string datatype) => Table.First(row => row.Name == datatype).Numpy;

    internal static string? ToColumn(string datatype) => Table.First(row => row.Name == datatype).Column;

    internal static string? FromNumpy(string dtype) => Table.FirstOrDefault(row => row.Numpy == dtype).Name;

    internal static string? FromColumn(string type) => type == "binary" ? BYTES : Table.FirstOrDefault(row => row.Column == type).Name;
}
