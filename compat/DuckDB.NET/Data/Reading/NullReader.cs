using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

/// <summary>Reads a column of nothing but NULL.</summary>
internal sealed class NullReader(string column) : ColumnReader(column, DuckDBType.SqlNull)
{
    public override Type ClrType => typeof(object);

    protected override object Read(ulong row, Type target) => throw CannotRead(target);
}
