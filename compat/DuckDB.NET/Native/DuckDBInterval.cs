using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>An interval: months and days have no fixed length, so they stand beside the microseconds.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct DuckDBInterval(int months, int days, ulong micros) : IEquatable<DuckDBInterval>
{
    public int Months { get; } = months;

    public int Days { get; } = days;

    /// <summary>A signed number in the bits of an unsigned one.</summary>
    public ulong Micros { get; } = micros;

    /// <summary>Whole days and the rest.</summary>
    public static implicit operator DuckDBInterval(TimeSpan timeSpan) =>
        new(0, timeSpan.Days, (ulong)(timeSpan.Ticks % TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond));

    /// <exception cref="ArgumentOutOfRangeException">The interval has months, or is too long.</exception>
    public static explicit operator TimeSpan(DuckDBInterval interval) =>
        interval.TryConvert(out var timeSpan)
            ? timeSpan.Value
            : throw new ArgumentOutOfRangeException(nameof(interval), "An interval with months, or beyond TimeSpan's range, is no TimeSpan.");

    public static bool operator ==(DuckDBInterval left, DuckDBInterval right) => left.Equals(right);

    public static bool operator !=(DuckDBInterval left, DuckDBInterval right) => !left.Equals(right);

    /// <summary>The time span, where there is one: months have no fixed length.</summary>
    public bool TryConvert([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TimeSpan? timeSpan)
    {
        var ticks = (Int128)Days * TimeSpan.TicksPerDay + (Int128)(long)Micros * TimeSpan.TicksPerMicrosecond;
        timeSpan = Months == 0 && ticks >= long.MinValue && ticks <= long.MaxValue ? new TimeSpan((long)ticks) : null;
        return timeSpan is not null;
    }

    public bool Equals(DuckDBInterval other) => (Months, Days, Micros) == (other.Months, other.Days, other.Micros);

    public override bool Equals(object? obj) => obj is DuckDBInterval other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Months, Days, Micros);
}
