using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

/// <summary>Reads arrays, which are lists of one length.</summary>
internal sealed class ArrayReader(string column, LogicalTypeHandle type) : ElementsReader(column, DuckDBType.Array, ElementReader(column, type))
{
    private readonly ulong size = NativeMethods.duckdb_array_type_array_size(type);

    public override void Bind(nint vector)
    {
        base.Bind(vector);
        Elements.Bind(NativeMethods.duckdb_array_vector_get_child(vector));
    }

    protected override (ulong Offset, ulong Length) Range(ulong row) => (row * size, size);

    private static ColumnReader ElementReader(string column, LogicalTypeHandle type)
    {
        using var element = NativeMethods.duckdb_array_type_child_type(type);
        return ColumnReaders.Create(column, element);
    }
}
