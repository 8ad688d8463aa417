using System.Globalization;
using MlOps.Monitoring.Drift;
using MlOps.Monitoring.Monitors;
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

        for (var column = 0; column < Columns.Length; column++)
        {
            var (was, now) = (reference.Select(hour => hour[column]).ToArray(), window.Select(hour => hour[column]).ToList());
            var found = DriftReport.Compare(profile.Features[column], now, MonitorSettings.Default);

            found.Psi.ShouldBe(PsiByDefinition(profile.Features[column], was, now), 1e-9, Columns[column]);
            // The profile keeps 1,000 quantiles: each of its steps is a thousandth of the reference, and half of one is how far it can be off.
            found.Ks.ShouldBe(KsByDefinition(was, now), 0.001, Columns[column]);
            found.WindowMean.ShouldBe(now.Average(value => (double)value), 1e-9);
        }
        var drifted = profile.Features.Where((column, i) => DriftReport.Compare(column, [.. window.Select(hour => hour[i])], MonitorSettings.Default).Drifted);
        // The window is the second year's end: another year and other months, at the same hours of the same weekdays.
        drifted.Select(column => column.Name).ShouldBe(["season", "yr", "mnth"], ignoreOrder: true);
    }

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
