using System.Globalization;
using System.Text;

namespace MlOps.Cli.Demo;

/// <summary>
/// A small seeded simulator of bike rentals with season, hour, weather and working-day effects; columns as in the UCI file.
/// </summary>
internal static class BikeDemandSimulator
{
    private static readonly DateTime Start = new(2011, 1, 1);

    public static HourlyDemand Write(string path, int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder(
            "instant,dteday,season,yr,mnth,hr,holiday,weekday,workingday,weathersit,temp,atemp,hum,windspeed,casual,registered,cnt\n");
        var weather = 1;
        var hours = (int)(Start.AddYears(2) - Start).TotalHours;
        for (var hour = 0; hour < hours; hour++)
        {
            var time = Start.AddHours(hour);
            if (random.NextDouble() < 0.08) weather = Weather(random);
            text.AppendLine(Row(hour + 1, time, weather, random));
        }
        File.WriteAllText(path, text.ToString());
        return HourlyDemand.Read(path, simulated: true);
    }

    private static string Row(int instant, DateTime time, int weather, Random random)
    {
        var holiday = time is { Month: 1, Day: 1 } or { Month: 7, Day: 4 } or { Month: 12, Day: 25 };
        var weekday = (int)time.DayOfWeek;
        var working = !holiday && weekday is > 0 and < 6;
        var season = time.Month % 12 / 3;  // 0 winter … 3 autumn
        var warmth = 0.5 - 0.3 * Math.Cos((time.DayOfYear - 20) * Math.Tau / 365) + 0.07 * Math.Sin((time.Hour - 9) * Math.Tau / 24);
        var temp = Math.Clamp(warmth - 0.05 * (weather - 1) + 0.05 * Gaussian(random), 0.02, 1);
        var humidity = Math.Clamp(0.55 + 0.12 * (weather - 1) + 0.1 * Gaussian(random), 0.1, 1);
        var wind = Math.Clamp(0.19 + 0.1 * Gaussian(random), 0, 0.85);

        var daily = working
            ? Peak(time.Hour, 8, 1.5) * 260 + Peak(time.Hour, 17.5, 2) * 320 + Peak(time.Hour, 13, 4) * 90
            : Peak(time.Hour, 14, 4.5) * 300;
        var level = (15 + daily) * (0.25 + 1.1 * temp) * (1 - 0.18 * (weather - 1)) * (1 - 0.35 * wind) * (time.Year == 2011 ? 1 : 1.5);
        var count = Math.Max(0, (int)Math.Round(level * (1 + 0.12 * Gaussian(random)) + 4 * Gaussian(random)));
        var casual = (int)(count * (working ? 0.12 : 0.32));
        return string.Create(CultureInfo.InvariantCulture,
            $"{instant},{time:yyyy-MM-dd},{season + 1},{time.Year - 2011},{time.Month},{time.Hour},{(holiday ? 1 : 0)},{weekday}," +
            $"{(working ? 1 : 0)},{weather},{temp:F2},{Math.Clamp(temp * 0.92 + 0.04, 0, 1):F4},{humidity:F2},{wind:F4},{casual}," +
            $"{count - casual},{count}");
    }

    private static int Weather(Random random) => random.NextDouble() switch { < 0.66 => 1, < 0.92 => 2, < 0.995 => 3, _ => 4 };

    private static double Peak(double hour, double at, double width) => Math.Exp(-(hour - at) * (hour - at) / (2 * width * width));

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
}
