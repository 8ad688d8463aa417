using System.Globalization;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Predictions;
using MlOps.Monitoring.Reports;
using MlOps.Runtime;

namespace MlOps.Monitoring.Tests.Drift;

/// <summary>The last fifth of two years of bike rental against the profile of the first four fifths, figures by their definitions.</summary>
public sealed class BikeSharingTests
{
    private static readonly string[] Columns =
        ["season", "yr", "mnth", "hr", "holiday", "weekday", "workingday", "weathersit", "temp", "atemp", "hum", "windspeed"];

    [SkippableFact]
    public void psi_and_ks_are_what_their_definitions_give()
    {
        var hours = Read(SharedData.Require("bike-sharing/hour.csv"));
        var (reference, window) = (hours[..(hours.Length * 4 / 5)], hours[(hours.Length * 4 / 5)..]);
        (reference.Length, window.Length).ShouldBe((13_903, 3_476));
        var profile = ReferenceProfile.Compute(Columns, reference.SelectMany(hour => hour).ToArray(), reference.Length);

        var rows = Rows(window);

        var features = Given.Judge.Judge(profile, rows, MonitorSettings.Default).Features;

        for (var column = 0; column < Columns.Length; column++)
        {
            var (was, now) = (reference.Select(hour => hour[column]).ToArray(), rows.Features[column]);
            Statistic(features[column], "psi").ShouldNotBeNull().ShouldBe(PsiByDefinition(profile.Features[column], was, now), 1e-9, Columns[column]);
            // The profile keeps 1,000 quantiles: each of its steps is a thousandth of the reference, and half of one is how far it can be off.
            if (Statistic(features[column], "kolmogorov-smirnov") is { } ks) ks.ShouldBe(KsByDefinition(was, now), 0.0005 + 1e-9, Columns[column]);
            features[column].WindowMean.ShouldBe(now.Average(value => (double)value), 1e-9);
        }
        // The window is the second year's end: another year and other months, at the same hours of the same weekdays.
        features.Where(feature => feature.Drifted).Select(feature => feature.Feature).ShouldBe(["season", "yr", "mnth"], ignoreOrder: true);
    }

    [SkippableFact]
    public void hours_like_those_learned_from_are_stable_and_the_shifted_ones_of_the_demo_are_not()
    {
        var hours = Read(SharedData.Require("bike-sharing/hour.csv"));
        var random = new Random(4);
        random.Shuffle(hours);
        var profile = ReferenceProfile.Compute(Columns, hours[..10_000].SelectMany(hour => hour).ToArray(), 10_000);

        foreach (var same in hours[10_000..].Chunk(500))
            Given.Judge.Judge(profile, Rows(same), MonitorSettings.Default).Verdict.ShouldBe(WindowVerdict.Stable);
        // Much warmer, and only the small hours.
        var (hr, temp, atemp) = (Array.IndexOf(Columns, "hr"), Array.IndexOf(Columns, "temp"), Array.IndexOf(Columns, "atemp"));
        var shifted = hours[10_000..10_400].Select((hour, index) =>
        {
            var features = (float[])hour.Clone();
            (features[hr], features[temp], features[atemp]) = (index % 4, features[temp] + 0.5f, features[atemp] + 0.5f);
            return features;
        });
        var judged = Given.Judge.Judge(profile, Rows(shifted), MonitorSettings.Default);
        judged.Verdict.ShouldBe(WindowVerdict.Drifted);
        judged.Features.Where(feature => feature.Drifted).Select(feature => feature.Feature).ShouldBe(["hr", "temp", "atemp"], ignoreOrder: true);
    }

    private static WindowRows Rows(IEnumerable<float[]> hours)
    {
        var rows = new WindowRows(Columns.Length);
        foreach (var hour in hours)
        {
            for (var column = 0; column < Columns.Length; column++) rows.Features[column].Add(hour[column]);
            rows.Predictions.Add(0);
        }
        return rows;
    }

    private static double? Statistic(FeatureDrift feature, string test) => feature.Tests.SingleOrDefault(result => result.Name == test)?.Statistic;

    /// <summary>Σ over bins of (c − r) ln(c / r), each value put in its bin by comparing it with every edge.</summary>
    private static double PsiByDefinition(ColumnProfile profile, float[] reference, List<float> window)
    {
        int BinOf(float value) => profile.Kind == ColumnKind.Numeric ? profile.Bins.Count(edge => edge < value)
            : profile.Bins.Contains(value) ? profile.Bins.ToList().IndexOf(value) : profile.Bins.Count;
        var psi = 0.0;
        for (var bin = 0; bin <= profile.Bins.Count; bin++)
        {
            var r = reference.Count(value => BinOf(value) == bin) / (double)reference.Length;
            var c = window.Count(value => BinOf(value) == bin) / (double)window.Count;
            if (r == 0 && c == 0) continue;
            (r, c) = (r == 0 ? 0.0001 : r, c == 0 ? 0.0001 : c);
            psi += (c - r) * Math.Log(c / r);
        }
        return psi;
    }

    private static double KsByDefinition(float[] reference, List<float> window) => reference.Concat(window).Distinct().Max(value =>
        Math.Abs(reference.Count(x => x <= value) / (double)reference.Length - window.Count(x => x <= value) / (double)window.Count));

    private static float[][] Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var at = Columns.Select(column => Array.IndexOf(lines[0].Split(','), column)).ToArray();
        return [.. lines.Skip(1).Select(line => line.Split(',')).Select(cells => at.Select(i => float.Parse(cells[i], CultureInfo.InvariantCulture)).ToArray())];
    }
}
