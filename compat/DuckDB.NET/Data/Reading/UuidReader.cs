using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

internal sealed unsafe class UuidReader(string column) : ColumnReader(column, DuckDBType.Uuid)
{
    public override Type ClrType => typeof(Guid);

    protected override object Read(ulong row, Type target) =>
        target == typeof(Guid) ? ((NativeHugeInt*)Data)[row].ToGuid() : throw CannotRead(target);
}
