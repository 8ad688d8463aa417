using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Windows;

namespace MlOps.Monitoring.Tests.Windows;

public sealed class EvaluateWindowTests
{
    [Fact]
    public void rows_like_the_training_data_are_stable()
    {
        var events = Decide(Given.Rows(1000));

        var report = events.ShouldHaveSingleItem().ShouldBeOfType<WindowEvaluated>().Report;
        report.Verdict.ShouldBe(WindowVerdict.Stable);
        report.Features.ShouldAllBe(feature => !feature.Drifted && feature.Psi < 0.1 && feature.Ks < 0.1);
        (report.Rows, report.ModelVersion, report.Performance).ShouldBe((1000, 3, null));
    }

    [Fact]
    public void a_shifted_feature_drifts_and_raises_the_alarm_when_the_share_is_reached()
    {
        var events = Decide(Given.Rows(1000, shift: 0.5f));

        var report = events[0].ShouldBeOfType<WindowEvaluated>().Report;
        report.Verdict.ShouldBe(WindowVerdict.Drifted);
        report.DriftedShare.ShouldBe(0.5);
        var alarm = events[1].ShouldBeOfType<DriftDetected>();
        alarm.DriftedFeatures.ShouldHaveSingleItem().Feature.ShouldBe("temp");
        (alarm.WindowId, alarm.ModelVersion, alarm.ReferenceProfileDigest).ShouldBe(("w1", 3, Given.Digest));
    }

    [Fact]
    public void below_the_share_a_drifted_feature_raises_nothing()
    {
        var monitor = Given.Monitor.Apply(new MonitorConfigured("bike-demand", MonitorSettings.Default with { DriftShare = 0.6 }));

        var events = Decide(Given.Rows(1000, shift: 0.5f), monitor);

        events.ShouldHaveSingleItem().ShouldBeOfType<WindowEvaluated>().Report.Verdict.ShouldBe(WindowVerdict.Stable);
    }

    [Fact]
    public void too_few_rows_give_no_verdict_and_no_alarm()
    {
        var events = Decide(Given.Rows(10, shift: 0.5f));

        events.ShouldHaveSingleItem().ShouldBeOfType<WindowEvaluated>().Report.Verdict.ShouldBe(WindowVerdict.InsufficientData);
    }

    [Fact]
    public void performance_is_over_the_rows_with_a_label()
    {
        // Predictions are 0, 1, 2, 3; truth is 1 above for even rows, unknown for odd ones.
        var report = ((WindowEvaluated)Decide(Given.Rows(4, label: row => row % 2 == 0 ? row + 1 : double.NaN))[0]).Report;

        var performance = report.Performance.ShouldNotBeNull();
        (performance.LabelledRows, performance.Rmse, performance.Mae, performance.MeanError).ShouldBe((2, 1, 1, -1));
        performance.R2.ShouldBe(1 - 2.0 / 2.0, 1e-12);
    }

    [Fact]
    public void missing_values_are_counted_and_enter_nothing_else()
    {
        var rows = Given.Rows(1000);
        for (var row = 0; row < 100; row++) rows.Features[0][row] = float.NaN;

        var temp = ((WindowEvaluated)Decide(rows)[0]).Report.Features[0];

        (temp.Missing, temp.Drifted).ShouldBe((100, false));
        temp.WindowMean.ShouldBe(rows.Features[0].Where(float.IsFinite).Average(), 1e-4);
    }

    private static List<object> Decide(WindowRows rows, DeploymentMonitor? monitor = null) =>
        [.. EvaluateWindow.Decide(monitor ?? Given.Monitor, "w1", Given.Inputs(rows))];
}
