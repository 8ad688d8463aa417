namespace MlOps.Catalog.Datasets;

/// <summary>Validation of file paths, and formats by file extension.</summary>
internal static class FileNames
{
    public const string Endings = ".csv, .parquet, .json, .jsonl or .ndjson";

    public const string PathRule =
        "must be a relative path of at most 512 characters without empty, '.' or '..' parts, backslashes or control characters";

    public static bool IsFormat(string format) => format is "csv" or "parquet" or "json";

    /// <summary>The format by file extension; null for unknown extensions.</summary>
    public static string? FormatOf(string fileName) => Path.GetExtension(fileName).ToLowerInvariant() switch
    {
        ".csv" => "csv",
        ".parquet" => "parquet",
        ".json" or ".jsonl" or ".ndjson" => "json",
        _ => null,
    };

    public static bool IsPath(string path) =>
        path.Length is > 0 and <= Limits.PathLength
        && !path.Any(c => c == '\\' || char.IsControl(c))
        && path.Split('/').All(part => part is not ("" or "." or ".."));
}
