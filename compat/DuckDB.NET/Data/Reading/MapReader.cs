using System.Collections;
using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

/// <summary>Reads maps as dictionaries. They are stored as lists of structs of key and value.</summary>
internal sealed unsafe class MapReader : ColumnReader
{
    private readonly ColumnReader keys;
    private readonly ColumnReader values;

    public MapReader(string column, LogicalTypeHandle type) : base(column, DuckDBType.Map)
    {
        using var keyType = NativeMethods.duckdb_map_type_key_type(type);
        using var valueType = NativeMethods.duckdb_map_type_value_type(type);
        keys = ColumnReaders.Create(column, keyType);
        values = ColumnReaders.Create(column, valueType);
    }

    public override Type ClrType => typeof(Dictionary<,>).MakeGenericType(keys.ClrType, values.ClrType);

    public override void Bind(nint vector)
    {
        base.Bind(vector);
        var entries = NativeMethods.duckdb_list_vector_get_child(vector);
        keys.Bind(NativeMethods.duckdb_struct_vector_get_child(entries, 0));
        values.Bind(NativeMethods.duckdb_struct_vector_get_child(entries, 1));
    }

    protected override object Read(ulong row, Type target)
    {
        if (!target.IsGenericType || target.GetGenericTypeDefinition() != typeof(Dictionary<,>)) throw CannotRead(target);
        var (keyType, valueType) = (target.GetGenericArguments()[0], target.GetGenericArguments()[1]);
        var underlying = Nullable.GetUnderlyingType(valueType);
        var nullable = underlying is not null || !valueType.IsValueType;
        var dictionary = (IDictionary)Activator.CreateInstance(target)!;
        var entries = ((NativeListEntry*)Data)[row];
        for (var i = entries.Offset; i < entries.Offset + entries.Length; i++)
        {
            if (!nullable && !values.IsValid(i))
                throw new InvalidCastException($"The Map in column {Column} contains null value but dictionary does not allow null values");
            dictionary.Add(keys.GetAs(i, keyType), values.IsValid(i) ? values.GetAs(i, underlying ?? valueType) : null);
        }

        return dictionary;
    }
}
