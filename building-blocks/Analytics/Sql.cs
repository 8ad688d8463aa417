namespace MlOps.Analytics;

/// <summary>Quotes identifiers and string literals for DuckDB.</summary>
public static class Sql
{
    /// <summary>A quoted identifier.</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"")}\"";

    /// <summary>A quoted string literal.</summary>
    public static string Text(string text) => $"'{text.Replace("'", "''")}'";
}
