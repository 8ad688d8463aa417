using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

/// <summary>Which reader reads which type.</summary>
internal static class ColumnReaders
{
    /// <exception cref="ArgumentException">The type is not supported; cast it in SQL.</exception>
    public static ColumnReader Create(string column, LogicalTypeHandle logicalType)
    {
        var type = NativeMethods.duckdb_get_type_id(logicalType);
        return type switch
        {
            DuckDBType.Boolean => new BooleanReader(column),
            DuckDBType.TinyInt => new NumberReader<sbyte>(column, type),
            DuckDBType.SmallInt => new NumberReader<short>(column, type),
            DuckDBType.Integer => new NumberReader<int>(column, type),
            DuckDBType.BigInt => new NumberReader<long>(column, type),
            DuckDBType.UnsignedTinyInt => new NumberReader<byte>(column, type),
            DuckDBType.UnsignedSmallInt => new NumberReader<ushort>(column, type),
            DuckDBType.UnsignedInteger => new NumberReader<uint>(column, type),
            DuckDBType.UnsignedBigInt => new NumberReader<ulong>(column, type),
            DuckDBType.Float => new NumberReader<float>(column, type),
            DuckDBType.Double => new NumberReader<double>(column, type),
            DuckDBType.HugeInt or DuckDBType.UnsignedHugeInt => new HugeIntReader(column, type),
            DuckDBType.Decimal => new DecimalReader(column, logicalType),
            DuckDBType.Varchar => new TextReader(column),
            DuckDBType.Blob => new BlobReader(column),
            DuckDBType.Uuid => new UuidReader(column),
            DuckDBType.Date => new DateReader(column),
            DuckDBType.Time => new TimeReader(column),
            DuckDBType.TimeTz => new TimeTzReader(column),
            DuckDBType.Timestamp or DuckDBType.TimestampS or DuckDBType.TimestampMs or DuckDBType.TimestampNs or DuckDBType.TimestampTz =>
                new TimestampReader(column, type),
            DuckDBType.Interval => new IntervalReader(column),
            DuckDBType.Enum => new EnumReader(column, logicalType),
            DuckDBType.List => new ListReader(column, logicalType),
            DuckDBType.Array => new ArrayReader(column, logicalType),
            DuckDBType.Struct => new StructReader(column, logicalType),
            DuckDBType.Map => new MapReader(column, logicalType),
            DuckDBType.SqlNull => new NullReader(column),
            _ => throw new ArgumentException($"Unrecognised type {type} ({(int)type}) for column {column}"),
        };
    }
}
