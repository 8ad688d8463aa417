using Microsoft.Extensions.DependencyInjection;
using MlOps.Monitoring.Drift;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Performance;
using MlOps.Monitoring.Predictions;
using MlOps.Monitoring.Reports;
using MlOps.Runtime;

namespace MlOps.Monitoring.Tests;

/// <summary>A monitored deployment and its training profile: temp uniform on [0, 1), hr one of 24 hours.</summary>
internal static class Given
{
    public const string Digest = "sha256:aa";
    public static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset End = Start.AddHours(1);

    private static readonly ServiceProvider Services = new ServiceCollection().AddDriftTests().AddPerformanceMetrics()
        .BuildServiceProvider();

    /// <summary>The judge and the meter of the service, with all its tests and metrics.</summary>
    public static DriftJudge Judge { get; } = Services.GetRequiredService<DriftJudge>();

    public static PerformanceMeter Meter { get; } = Services.GetRequiredService<PerformanceMeter>();

    public static DeploymentMonitor Monitor { get; } = DeploymentMonitor
        .Create(new MonitorCreated("bike-demand", "bike-demand", 3, Digest));

    public static ReferenceProfile Profile { get; } = ReferenceProfile.Compute(["temp", "hr"], Matrix(2000, seed: 1, shift: 0), 2000);

    /// <summary>The profile of data whose temp is half a unit higher.</summary>
    public static ReferenceProfile ShiftedProfile { get; } = ReferenceProfile
        .Compute(["temp", "hr"], Matrix(2000, seed: 1, shift: 0.5f), 2000);

    /// <summary>Rows like the training data; <paramref name="shift"/> moves temp.</summary>
    public static WindowRows Rows(int count, float shift = 0, Func<int, double>? label = null)
    {
        var values = Matrix(count, seed: 2, shift);
        var rows = new WindowRows(2);
        for (var row = 0; row < count; row++)
        {
            rows.Features[0].Add(values[2 * row]);
            rows.Features[1].Add(values[2 * row + 1]);
            rows.Predictions.Add(row);
            rows.Labels.Add(label?.Invoke(row) ?? double.NaN);
        }
        return rows;
    }

    /// <summary>The report on rows, as <c>WindowEvaluation</c> makes it.</summary>
    public static WindowReport Report(WindowRows rows, MonitorSettings? settings = null, string id = "w1")
    {
        var judgement = Judge.Judge(Profile, rows, settings ?? MonitorSettings.Default);
        return new WindowReport(
            id, "bike-demand", "bike-demand", 3, Start, End, rows.Count, judgement.Features.Count, judgement.Features
                .Count(feature => feature.Drifted),
            judgement.Features, "", judgement.Prediction, Meter.Measure(rows), judgement.Verdict, 0.01, Digest);
    }

    private static float[] Matrix(int count, int seed, float shift)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).SelectMany(_ => (float[])[random.NextSingle() + shift, random.Next(24)])];
    }
}
