using System.Data.Common;
using MlOps.Analytics;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Catalog.Inspection;

/// <summary>Computes column statistics one column at a time, so that memory is bounded by the distinct values of one column.</summary>
internal static class ColumnProfiler
{
    private const int TextLength = 64;
    private const int TopValues = 10;
    private static readonly string[] Numbers =
    [
        "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT",
        "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
        "FLOAT", "DOUBLE",
    ];

    /// <param name="database">The database that contains the table.</param>
    /// <param name="table">Name of the table.</param>
    /// <param name="column">Name of the column in the table.</param>
    /// <param name="name">Name of the column in the dataset.</param>
    /// <param name="type">DuckDB type name.</param>
    /// <param name="cancellation">Cancels the running query.</param>
    public static ColumnProfile Measure(
        AnalyticsDatabase database, string table, string column, string name, string type, CancellationToken cancellation)
    {
        var number = IsNumber(type) ? $"CAST({column} AS DOUBLE)" : "CAST(NULL AS DOUBLE)";
        var values = $"(SELECT {column} AS value, {number} AS number FROM {table})";
        if (HoldsText(type) && HasNul(database, values, cancellation))
            throw new InvalidRequestException("file", $"column {name} has a text with the character U+0000");
        var top = database.Query(
            $"""
            SELECT {Text("value")} AS text, count(*) AS rows FROM {values} WHERE value IS NOT NULL
            GROUP BY value ORDER BY rows DESC, text LIMIT {TopValues}
            """,
            row => new FrequentValue(row.GetString(0), row.GetInt64(1)),
            cancellation);
        return database.Query(
            $"""
            SELECT count(value), count(*) - count(value), count(DISTINCT value), {Text("min(value)")}, {Text("max(value)")},
                avg(number) FILTER (isfinite(number)), stddev_pop(number) FILTER (isfinite(number)),
                quantile_cont(number, 0.25) FILTER (isfinite(number)), quantile_cont(number, 0.5) FILTER (isfinite(number)),
                quantile_cont(number, 0.75) FILTER (isfinite(number))
            FROM {values}
            """,
            row => new ColumnProfile(
                name, type, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), Optional(row, 3), Optional(row, 4),
                Number(row, 5), Number(row, 6), Number(row, 7), Number(row, 8), Number(row, 9), top),
            cancellation).Single();
    }

    private static bool HasNul(AnalyticsDatabase database, string values, CancellationToken cancellation) => database.Query(
        $"SELECT coalesce(bool_or(contains(CAST(value AS VARCHAR), chr(0))), false) FROM {values}",
        row => row.GetBoolean(0),
        cancellation).Single();

    private static bool IsNumber(string type) => Numbers.Contains(type) || type.StartsWith("DECIMAL", StringComparison.Ordinal);

    private static bool HoldsText(string type) => type.Contains("VARCHAR", StringComparison.Ordinal);

    private static string Text(string expression) => $"left(CAST({expression} AS VARCHAR), {TextLength})";

    private static string? Optional(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static double? Number(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);
}
