using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

internal sealed unsafe class BooleanReader(string column) : ColumnReader(column, DuckDBType.Boolean)
{
    public override Type ClrType => typeof(bool);

    protected override object Read(ulong row, Type target) => target == typeof(bool) ? ((byte*)Data)[row] != 0 : throw CannotRead(target);
}
