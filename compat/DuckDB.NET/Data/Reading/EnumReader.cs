using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

/// <summary>Reads enums as their text, or as a .NET enum of the same numbers.</summary>
internal sealed unsafe class EnumReader(string column, LogicalTypeHandle type) : ColumnReader(column, DuckDBType.Enum)
{
    private readonly DuckDBType storage = NativeMethods.duckdb_enum_internal_type(type);
    private readonly string[] texts = Texts(type);

    public override Type ClrType => typeof(string);

    protected override object Read(ulong row, Type target)
    {
        var index = storage switch
        {
            DuckDBType.UnsignedTinyInt => ((byte*)Data)[row],
            DuckDBType.UnsignedSmallInt => ((ushort*)Data)[row],
            _ => ((uint*)Data)[row],
        };
        if (target == typeof(string)) return texts[index];
        return target.IsEnum ? Enum.ToObject(target, index) : throw CannotRead(target);
    }

    private static string[] Texts(LogicalTypeHandle type)
    {
        var texts = new string[NativeMethods.duckdb_enum_dictionary_size(type)];
        for (var i = 0; i < texts.Length; i++) texts[i] = NativeText.Owned(NativeMethods.duckdb_enum_dictionary_value(type, (ulong)i));
        return texts;
    }
}
