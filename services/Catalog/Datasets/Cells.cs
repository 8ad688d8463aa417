using System.Data.Common;
using Google.Protobuf;
using MlOps.Analytics;
using MlOps.Catalog.Inspection;
using MlOps.Contracts.Catalog.V1;

namespace MlOps.Catalog.Datasets;

/// <summary>Converts values of any DuckDB type to cells without loss: values that no protobuf number can hold become text.</summary>
internal static class Cells
{
    private enum Kind
    {
        Bool,
        Integer,
        Fraction,
        Text,
        Bytes,
        Decimal,
        Temporal,
        Nested,
    }

    /// <summary>The SELECT expression of a column for <see cref="Read"/>.</summary>
    public static string Select(ColumnProfile column) => KindOf(column.Type) switch
    {
        Kind.Bool or Kind.Bytes => Sql.Name(column.Name),
        Kind.Integer => $"CAST({Sql.Name(column.Name)} AS BIGINT)",
        Kind.Fraction => $"CAST({Sql.Name(column.Name)} AS DOUBLE)",
        _ => $"CAST({Sql.Name(column.Name)} AS VARCHAR)",
    };

    public static Cell Read(DbDataReader row, int column, string type)
    {
        if (row.IsDBNull(column)) return new Cell();
        return KindOf(type) switch
        {
            Kind.Bool => new Cell { BoolValue = row.GetBoolean(column) },
            Kind.Integer => new Cell { Int64Value = row.GetInt64(column) },
            Kind.Fraction => new Cell { DoubleValue = row.GetDouble(column) },
            Kind.Text => new Cell { StringValue = row.GetString(column) },
            Kind.Bytes => new Cell { BytesValue = BytesOf(row, column) },
            Kind.Decimal => new Cell { DecimalValue = row.GetString(column) },
            Kind.Temporal => new Cell { TemporalValue = row.GetString(column) },
            _ => new Cell { NestedValue = row.GetString(column) },
        };
    }

    private static Kind KindOf(string type) => type switch
    {
        // Lists and arrays of any element type.
        [.., ']'] => Kind.Nested,
        "BOOLEAN" => Kind.Bool,
        "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" => Kind.Integer,
        "FLOAT" or "DOUBLE" => Kind.Fraction,
        "VARCHAR" or "UUID" or "JSON" => Kind.Text,
        "BLOB" => Kind.Bytes,
        "UBIGINT" or "HUGEINT" or "UHUGEINT" or "BIGNUM" => Kind.Decimal,
        "DATE" or "INTERVAL" => Kind.Temporal,
        _ when type.StartsWith("DECIMAL", StringComparison.Ordinal) => Kind.Decimal,
        _ when type.StartsWith("TIME", StringComparison.Ordinal) => Kind.Temporal,
        _ when type.StartsWith("ENUM", StringComparison.Ordinal) => Kind.Text,
        _ => Kind.Nested,
    };

    private static ByteString BytesOf(DbDataReader row, int column)
    {
        using var bytes = row.GetStream(column);
        return ByteString.FromStream(bytes);
    }
}
