using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

internal sealed unsafe class IntervalReader(string column) : ColumnReader(column, DuckDBType.Interval)
{
    public override Type ClrType => typeof(TimeSpan);

    protected override object Read(ulong row, Type target)
    {
        var interval = ((DuckDBInterval*)Data)[row];
        if (target == typeof(DuckDBInterval)) return interval;
        return target == typeof(TimeSpan) ? (TimeSpan)interval : throw CannotRead(target);
    }
}
