using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

internal sealed unsafe class DateReader(string column) : ColumnReader(column, DuckDBType.Date)
{
    public override Type ClrType => typeof(DateOnly);

    protected override object Read(ulong row, Type target)
    {
        var date = Epoch.Date(((int*)Data)[row]);
        if (target == typeof(DateOnly)) return date;
        return target == typeof(DateTime) ? date.ToDateTime(TimeOnly.MinValue) : throw CannotRead(target);
    }
}
