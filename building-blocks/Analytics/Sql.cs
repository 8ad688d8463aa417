namespace MlOps.Analytics;

/// <summary>Names and texts as DuckDB literals.</summary>
public static class Sql
{
    /// <summary>A quoted identifier.</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"")}\"";

    /// <summary>A quoted text.</summary>
    public static string Text(string text) => $"'{text.Replace("'", "''")}'";
}
