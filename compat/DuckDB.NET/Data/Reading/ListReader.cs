using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

/// <summary>Reads lists of any length.</summary>
internal sealed unsafe class ListReader(string column, LogicalTypeHandle type) : ElementsReader(column, DuckDBType.List, ElementReader(column, type))
{
    public override void Bind(nint vector)
    {
        base.Bind(vector);
        Elements.Bind(NativeMethods.duckdb_list_vector_get_child(vector));
    }

    protected override (ulong Offset, ulong Length) Range(ulong row)
    {
        var entry = ((NativeListEntry*)Data)[row];
        return (entry.Offset, entry.Length);
    }

    private static ColumnReader ElementReader(string column, LogicalTypeHandle type)
    {
        using var element = NativeMethods.duckdb_list_type_child_type(type);
        return ColumnReaders.Create(column, element);
    }
}
