using System.Globalization;

namespace Grpc.Wire;

/// <summary>The value of <c>grpc-timeout</c>: up to eight digits and a unit.</summary>
internal static class TimeoutHeader
{
    private const long MaxValue = 99_999_999;

    private static readonly (char Name, double Ticks)[] Units =
    [
        ('n', TimeSpan.TicksPerMicrosecond / 1000.0),
        ('u', TimeSpan.TicksPerMicrosecond),
        ('m', TimeSpan.TicksPerMillisecond),
        ('S', TimeSpan.TicksPerSecond),
        ('M', TimeSpan.TicksPerMinute),
        ('H', TimeSpan.TicksPerHour),
    ];

    public static string Format(TimeSpan timeout)
    {
        foreach (var (name, ticks) in Units)
        {
            var value = Math.Max(1, (long)Math.Ceiling(timeout.Ticks / ticks));
            if (value <= MaxValue) return string.Create(CultureInfo.InvariantCulture, $"{value}{name}");
        }
        return $"{MaxValue}H";
    }

    public static bool TryParse(string? text, out TimeSpan timeout)
    {
        timeout = default;
        if (text is not { Length: >= 2 and <= 9 }) return false;
        if (!long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return false;
        foreach (var (name, ticks) in Units)
        {
            if (name != text[^1]) continue;
            timeout = new TimeSpan((long)Math.Min(value * ticks, MaxValue * (double)TimeSpan.TicksPerSecond));
            return true;
        }
        return false;
    }
}
