using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

internal sealed unsafe class TimeReader(string column) : ColumnReader(column, DuckDBType.Time)
{
    public override Type ClrType => typeof(TimeOnly);

    protected override object Read(ulong row, Type target)
    {
        var ticks = ((long*)Data)[row] * TimeSpan.TicksPerMicrosecond;
        if (ticks >= TimeSpan.TicksPerDay) throw new InvalidCastException($"The time 24:00 in column {Column} is no time of a day.");
        if (target == typeof(TimeOnly)) return new TimeOnly(ticks);
        return target == typeof(DateTime) ? new DateTime(ticks) : throw CannotRead(target);
    }
}
