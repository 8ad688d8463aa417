using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

/// <summary>Reads structs as dictionaries from field to value.</summary>
internal sealed class StructReader : ColumnReader
{
    private readonly (string Name, ColumnReader Reader)[] fields;

    public StructReader(string column, LogicalTypeHandle type) : base(column, DuckDBType.Struct)
    {
        fields = new (string, ColumnReader)[NativeMethods.duckdb_struct_type_child_count(type)];
        for (var i = 0; i < fields.Length; i++)
        {
            using var fieldType = NativeMethods.duckdb_struct_type_child_type(type, (ulong)i);
            fields[i] = (Name(type, i), ColumnReaders.Create(column, fieldType));
        }
    }

    public override Type ClrType => typeof(Dictionary<string, object>);

    public override void Bind(nint vector)
    {
        base.Bind(vector);
        for (var i = 0; i < fields.Length; i++) fields[i].Reader.Bind(NativeMethods.duckdb_struct_vector_get_child(vector, (ulong)i));
    }

    protected override object Read(ulong row, Type target)
    {
        if (target != typeof(Dictionary<string, object?>)) throw CannotRead(target);
        var value = new Dictionary<string, object?>(fields.Length);
        foreach (var (name, reader) in fields) value.Add(name, reader.IsValid(row) ? reader.GetAs(row, reader.ClrType) : null);
        return value;
    }

    private static unsafe string Name(LogicalTypeHandle type, int field) =>
        NativeText.Owned(NativeMethods.duckdb_struct_type_child_name(type, (ulong)field));
}
