using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

/// <summary>Reads times with an offset, as that time of the first day.</summary>
internal sealed unsafe class TimeTzReader(string column) : ColumnReader(column, DuckDBType.TimeTz)
{
    // The upper 40 bits are microseconds; the lower 24 the greatest offset minus the offset, in seconds.
    private const int OffsetBits = 24;
    private const int MaxOffset = 16 * 60 * 60 - 1;

    public override Type ClrType => typeof(DateTimeOffset);

    protected override object Read(ulong row, Type target)
    {
        if (target != typeof(DateTimeOffset)) throw CannotRead(target);
        var bits = ((ulong*)Data)[row];
        var offset = MaxOffset - (int)(bits & ((1 << OffsetBits) - 1));
        try
        {
            return new DateTimeOffset((long)(bits >> OffsetBits) * TimeSpan.TicksPerMicrosecond, TimeSpan.FromSeconds(offset));
        }
        catch (ArgumentException)
        {
            throw new InvalidCastException($"The time in column {Column} has an offset that a DateTimeOffset of the first day cannot have.");
        }
    }
}
