using MlOps.Contracts.Catalog.V1;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.Sources;

/// <summary>Compatibility of DuckDB column types with value types.</summary>
internal static class ColumnFit
{
    private static readonly string[] Integers = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"];
    private static readonly string[] Fractions = ["FLOAT", "DOUBLE", "UBIGINT", "HUGEINT", "UHUGEINT"];

    /// <summary>The DuckDB type of a value type.</summary>
    public static string SqlType(this ValueType type) => type switch
    {
        ValueType.Int64 => "BIGINT",
        ValueType.Double => "DOUBLE",
        ValueType.String => "VARCHAR",
        ValueType.Bool => "BOOLEAN",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such value type."),
    };

    /// <summary>Adds a fault if the column is missing or its type is not compatible.</summary>
    public static Faults Column(this Faults faults, IReadOnlyList<Column> columns, string name, ValueType type, string field)
    {
        var column = columns.FirstOrDefault(c => Names.Same(c.Name, name));
        return column is null
            ? faults.Require(false, field, $"the dataset has no column {name}")
            : faults.Require(
                Fits(type, column.Type), field, $"column {name} is {column.Type}, which does not fit {type.ToString().ToUpperInvariant()}");
    }

    /// <summary>Whether a DuckDB type is a date, or a timestamp of any precision with or without time zone.</summary>
    public static bool IsMoment(string sqlType) => sqlType == "DATE" || sqlType.StartsWith("TIMESTAMP", StringComparison.Ordinal);

    private static bool Fits(ValueType type, string sqlType) => type switch
    {
        ValueType.Int64 => Integers.Contains(sqlType),
        ValueType.Double =>
            Integers.Contains(sqlType) || Fractions.Contains(sqlType) || sqlType.StartsWith("DECIMAL", StringComparison.Ordinal),
        ValueType.String => sqlType is "VARCHAR" or "UUID" || sqlType.StartsWith("ENUM", StringComparison.Ordinal),
        ValueType.Bool => sqlType == "BOOLEAN",
        _ => false,
    };
}
