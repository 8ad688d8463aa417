using System.Globalization;
using System.Text;

namespace MlOps.EndToEnd.Tests;

/// <summary>A few thousand hours of demand that follows from hour and temperature; another seed is other data.</summary>
internal sealed class SimulatedHours(int seed)
{
    public const int Count = 2_000;
    public static readonly IReadOnlyList<string> Features = ["hr", "temp"];
    private readonly List<(float Hour, float Temperature, float Demand)> rows = Rows(new Random(seed));

    public byte[] Csv
    {
        get
        {
            var text = new StringBuilder("instant,at,hr,temp,cnt\n");
            foreach (var (index, row) in rows.Index())
                text.Append(CultureInfo.InvariantCulture, $"{index + 1},{DateTime.UnixEpoch.AddHours(index):yyyy-MM-dd HH:mm:ss},{row.Hour},{row.Temperature:F3},{row.Demand:F1}\n");
            return Encoding.UTF8.GetBytes(text.ToString());
        }
    }

    public IEnumerable<(string, float)> FeaturesOf(int row) => Features.Zip([rows[row].Hour, rows[row].Temperature]);

    public float DemandAt(int row) => rows[row].Demand;

    private static List<(float, float, float)> Rows(Random random) =>
    [
        .. Enumerable.Range(0, Count).Select(index =>
        {
            var (hour, temperature) = (index % 24, random.NextSingle());
            return ((float)hour, temperature, 100 * temperature + 20 * MathF.Sin(hour * MathF.Tau / 24) + 5 * random.NextSingle());
        }),
    ];
}
