using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

/// <summary>Reads timestamps: in UTC where the type has a time zone, and without a kind.</summary>
internal sealed unsafe class TimestampReader(string column, DuckDBType type) : ColumnReader(column, type)
{
    public override Type ClrType => typeof(DateTime);

    protected override object Read(ulong row, Type target)
    {
        var raw = ((long*)Data)[row];
        var time = Epoch.Time(Type switch
        {
            DuckDBType.TimestampS => (Int128)raw * TimeSpan.TicksPerSecond,
            DuckDBType.TimestampMs => (Int128)raw * TimeSpan.TicksPerMillisecond,
            DuckDBType.TimestampNs => Epoch.FloorDivide(raw, TimeSpan.NanosecondsPerTick),
            _ => (Int128)raw * TimeSpan.TicksPerMicrosecond,
        });
        if (target == typeof(DateTime)) return time;
        return target == typeof(DateTimeOffset) ? new DateTimeOffset(time, TimeSpan.Zero) : throw CannotRead(target);
    }
}
