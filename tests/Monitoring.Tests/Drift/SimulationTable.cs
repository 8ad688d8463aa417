using System.Globalization;
using System.Text;
using MlOps.Monitoring.Tests.Drift.Simulation;

namespace MlOps.Monitoring.Tests.Drift;

/// <summary>The long run behind the tables of <c>docs/monitoring.md</c>: <c>eng/drift-simulation.sh</c>.</summary>
public sealed class SimulationTable
{
    private const int Seed = 1;

    /// <summary>Wide and long windows are simulated less often: no run has more values than this, or 100 windows.</summary>
    private const long MaxValues = 10_000_000;

    private static readonly (int Features, int Rows)[] Sizes =
        [(1, 50), (12, 50), (50, 50), (200, 50), (1, 500), (12, 500), (50, 500), (200, 500), (12, 5000)];

    [SkippableFact]
    public void of_false_alarms_and_power_is_written()
    {
        var file = Environment.GetEnvironmentVariable("MLOPS_DRIFT_SIMULATION");
        Skip.If(file is null, "eng/drift-simulation.sh runs it");
        var text = new StringBuilder();
        Header(text, ["features", "rows", "windows", .. Population.All.Select(population => population.Name)]);
        foreach (var (features, rows) in Sizes)
        {
            var windows = Windows(features, rows);
            Row(text, [$"{features}", $"{rows}", $"{windows}",
                .. Population.All.Select(population => Percent(new DriftSimulation(population, features, rows).DriftedShare(windows, Seed)))]);
        }

        Population[] shifts = [Population.Shifted(0.5, 0.3), Population.Shifted(0.5, 0), Population.Shifted(1, 0)];
        text.Append('\n');
        Header(text, ["features", "rows", "windows", "0.5 σ in 30 % of features", "0.5 σ in one feature", "1 σ in one feature"]);
        foreach (var (features, rows) in Sizes)
        {
            var windows = Windows(features, rows);
            Row(text, [$"{features}", $"{rows}", $"{windows}",
                .. shifts.Select(shift => Percent(new DriftSimulation(Population.Normal, shift, features, rows).DriftedShare(windows, Seed)))]);
        }
        File.WriteAllText(file, text.ToString());
    }

    private static int Windows(int features, int rows) => (int)Math.Clamp(MaxValues / ((long)features * rows), 100, 2000);

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture);

    private static void Header(StringBuilder text, IReadOnlyCollection<string> cells)
    {
        Row(text, cells);
        text.Append('|').Insert(text.Length, "---|", cells.Count).Append('\n');
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
