namespace DuckDB.NET.Data;

/// <summary>Times as DuckDB counts them, since 1970-01-01.</summary>
internal static class Epoch
{
    private static readonly int FirstDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public static int Days(DateOnly date) => date.DayNumber - FirstDay;

    public static long Ticks(DateTime time) => time.Ticks - DateTime.UnixEpoch.Ticks;

    public static long Micros(DateTime time) => FloorDivide(Ticks(time), TimeSpan.TicksPerMicrosecond);

    /// <exception cref="InvalidCastException">The date is infinite or beyond the years 1 to 9999.</exception>
    public static DateOnly Date(int days) => (long)days + FirstDay is >= 0 and var day && day <= DateOnly.MaxValue.DayNumber
        ? DateOnly.FromDayNumber((int)day)
        : throw new InvalidCastException("The date is infinite or beyond the years 1 to 9999.");

    /// <exception cref="InvalidCastException">The time is infinite or beyond the years 1 to 9999.</exception>
    public static DateTime Time(Int128 ticks) => ticks + DateTime.UnixEpoch.Ticks is var sum && sum >= 0 && sum <= DateTime.MaxValue.Ticks
        ? new DateTime((long)sum)
        : throw new InvalidCastException("The timestamp is infinite or beyond the years 1 to 9999.");

    /// <summary>Rounds towards the past, also before 1970.</summary>
    public static long FloorDivide(long value, long divisor) => value / divisor - (value % divisor < 0 ? 1 : 0);
}
