using System.Globalization;
using System.Security.Cryptography;

namespace MlOps.Cli.Demo;

/// <summary>The hours of a bike-sharing file in the order of time, split into a training part and the rest.</summary>
internal sealed class HourlyDemand
{
    /// <summary>The features that the model is trained on, in order.</summary>
    public static readonly IReadOnlyList<string> Features =
    [
        "season", "yr", "mnth", "hr", "holiday", "weekday", "workingday", "weathersit", "temp", "atemp", "hum", "windspeed",
    ];

    /// <summary>The share of the hours, in the order of time, that is trained on.</summary>
    public const double TrainFraction = 0.8;

    private HourlyDemand(string path, string digest, IReadOnlyList<Hour> hours, bool simulated)
    {
        Path = path;
        Digest = digest;
        Hours = hours;
        Simulated = simulated;
    }

    public string Path { get; }

    public string Digest { get; }

    public bool Simulated { get; }

    public IReadOnlyList<Hour> Hours { get; }

    public int TrainCount => (int)Math.Floor(Hours.Count * TrainFraction);

    public IEnumerable<Hour> Train => Hours.Take(TrainCount);

    public IEnumerable<Hour> Rest => Hours.Skip(TrainCount);

    /// <summary>Reads the columns that the demo needs; refuses a file that lacks one or holds something else than numbers.</summary>
    public static HourlyDemand Read(string path, bool simulated = false)
    {
        if (!File.Exists(path)) throw new CommandFailedException($"{path} does not exist.");
        var hours = File.ReadLines(path).Skip(1).Select(Row(path)).ToList();
        if (hours.Count < 1000) throw new CommandFailedException($"{path} has {hours.Count} hours; the demo needs at least 1000.");
        using var file = File.OpenRead(path);
        return new HourlyDemand(path, $"sha256:{Convert.ToHexStringLower(SHA256.HashData(file))}", hours, simulated);
    }

    /// <summary>The file holds numbers and dates only, so a row is what stands between commas.</summary>
    private static Func<string, int, Hour> Row(string path)
    {
        var header = File.ReadLines(path).FirstOrDefault("").Split(',');
        var columns = Features.Prepend("instant").Append("cnt").Select(name => Array.IndexOf(header, name) is >= 0 and var column
            ? column : throw new CommandFailedException($"{path} has no column {name}.")).ToArray();
        return (line, index) =>
        {
            var cells = line.Split(',');
            float Number(int column) =>
                cells.Length == header.Length && float.TryParse(cells[column], CultureInfo.InvariantCulture, out var number)
                ? number : throw new CommandFailedException($"{path}, line {index + 2}: column {header[column]} is no number.");
            return new Hour((long)Number(columns[0]), [.. columns[1..^1].Select(Number)], Number(columns[^1]));
        };
    }

    /// <summary>The RMSE on the rest of always answering the training part's mean for that weekday and hour.</summary>
    public double BaselineRmse()
    {
        var (weekday, hr) = (Features.ToList().IndexOf("weekday"), Features.ToList().IndexOf("hr"));
        var overall = Train.Average(hour => hour.Count);
        var means = Train.GroupBy(hour => (hour.Features[weekday], hour.Features[hr]))
            .ToDictionary(group => group.Key, group => group.Average(hour => hour.Count));
        return Math.Sqrt(Rest.Average(hour =>
        {
            var error = means.GetValueOrDefault((hour.Features[weekday], hour.Features[hr]), overall) - hour.Count;
            return (double)error * error;
        }));
    }
}

/// <summary>One hour: its key, its features in the order of <see cref="HourlyDemand.Features"/>, the rentals.</summary>
internal sealed record Hour(long Instant, float[] Features, float Count);
