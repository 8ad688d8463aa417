using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Predictions;
using MlOps.Monitoring.Reports;
using MlOps.Runtime;

namespace MlOps.Monitoring.Tests.Drift.Simulation;

/// <summary>
/// How often windows are DRIFTED whose rows come from one population and whose reference comes from another, or from the same.
/// </summary>
/// <param name="Reference">What the model was trained on.</param>
/// <param name="Window">What it is asked now.</param>
internal sealed record DriftSimulation(Population Reference, Population Window, int Features, int Rows, int ReferenceRows = 2000)
{
    // Windows share a reference as in life, but not so many that one unlucky reference decides the rate.
    private const int WindowsPerReference = 5;

    public DriftSimulation(Population population, int features, int rows, int referenceRows = 2000)
        : this(population, population, features, rows, referenceRows)
    {
    }

    /// <summary>The share of windows that are DRIFTED; the same seed gives the same share.</summary>
    public double DriftedShare(int windows, int seed, MonitorSettings? settings = null)
    {
        var drifted = 0;
        Parallel.For(0, windows / WindowsPerReference, batch =>
        {
            var random = new Random(HashCode(seed, batch));
            var reference = Draw(Reference, random, ReferenceRows);
            var profile = new ReferenceProfile(
                ReferenceRows,
                [.. reference.Features.Select((column, i) => ColumnProfile.Compute($"f{i}", column.ToArray()))],
                ColumnProfile.Compute("prediction", reference.Predictions.ToArray()));
            for (var i = 0; i < WindowsPerReference; i++)
            {
                var verdict = Given.Judge.Judge(profile, Draw(Window, random, Rows), settings ?? MonitorSettings.Default).Verdict;
                if (verdict == WindowVerdict.Drifted) Interlocked.Increment(ref drifted);
            }
        });
        return (double)drifted / (windows / WindowsPerReference * WindowsPerReference);
    }

    // System.HashCode is seeded anew in each process.
    private static int HashCode(int seed, int batch) => unchecked(seed * 486_187_739 + batch);

    /// <summary>The prediction is the first column.</summary>
    private WindowRows Draw(Population population, Random random, int count)
    {
        var (rows, row) = (new WindowRows(Features), new float[Features]);
        for (var i = 0; i < count; i++)
        {
            population.Fill(random, row);
            for (var feature = 0; feature < Features; feature++) rows.Features[feature].Add(row[feature]);
            rows.Predictions.Add(row[0]);
        }
        return rows;
    }
}
