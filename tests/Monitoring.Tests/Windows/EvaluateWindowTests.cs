using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Predictions;
using MlOps.Monitoring.Reports;
using MlOps.Monitoring.Windows;

namespace MlOps.Monitoring.Tests.Windows;

public sealed class EvaluateWindowTests
{
    [Fact]
    public void rows_like_the_training_data_are_stable()
    {
        var report = Decide(Given.Rows(1000)).ShouldHaveSingleItem().ShouldBeOfType<WindowEvaluated>().Report;

        report.Verdict.ShouldBe(WindowVerdict.Stable);
        report.Features.ShouldAllBe(feature => !feature.Drifted);
        (report.Rows, report.ModelVersion, report.Performance).ShouldBe((1000, 3, null));
    }

    [Fact]
    public void a_drifted_window_raises_an_alert()
    {
        var events = Decide(Given.Rows(1000, shift: 0.5f));

        var report = events[0].ShouldBeOfType<WindowEvaluated>().Report;
        (report.Verdict, report.FeatureCount, report.DriftedCount).ShouldBe((WindowVerdict.Drifted, 2, 1));
        var alarm = events[1].ShouldBeOfType<DriftDetected>();
        alarm.DriftedFeatures.ShouldHaveSingleItem().Feature.ShouldBe("temp");
        (alarm.WindowId, alarm.AlertId, alarm.Windows, alarm.ModelVersion, alarm.ReferenceProfileDigest)
            .ShouldBe(("w1", "drift-w1", 1, 3, Given.Digest));
    }

    [Fact]
    public void a_second_drifted_window_is_added_to_the_alert_until_that_is_resolved()
    {
        var shifted = Given.Rows(1000, shift: 0.5f);
        var first = After(Given.Monitor, Decide(shifted));
        var acknowledged = first.Apply(new AlertAcknowledged("bike-demand", "drift-w1", "eve", "", Given.End));
        var resolved = acknowledged.Apply(new AlertResolved("bike-demand", "drift-w1", "eve", "retrained", Given.End));

        Alarm(first).ShouldBe(("drift-w1", 2));
        Alarm(acknowledged).ShouldBe(("drift-w1", 2));
        Alarm(resolved).ShouldBe(("drift-w2", 1));
        After(acknowledged, Decide(shifted, acknowledged, "w2")).Alert!.State.ShouldBe(AlertState.Acknowledged);
        After(resolved, Decide(shifted, resolved, "w2")).Alert!.State.ShouldBe(AlertState.Open);

        (string, long) Alarm(DeploymentMonitor monitor)
        {
            var alarm = (DriftDetected)Decide(shifted, monitor, "w2")[1];
            return (alarm.AlertId, alarm.Windows);
        }
    }

    [Fact]
    public void too_few_rows_give_no_verdict_and_no_alarm() =>
        Decide(Given.Rows(10, shift: 0.5f))
            .ShouldHaveSingleItem().ShouldBeOfType<WindowEvaluated>().Report.Verdict.ShouldBe(WindowVerdict.InsufficientData);

    private static List<object> Decide(WindowRows rows, DeploymentMonitor? monitor = null, string id = "w1") =>
        [.. EvaluateWindow.Decide(monitor ?? Given.Monitor, Given.Report(rows, id: id), Given.End)];

    private static DeploymentMonitor After(DeploymentMonitor monitor, List<object> events) =>
        events.Aggregate(monitor, (state, e) => e is WindowEvaluated evaluated ? state.Apply(evaluated) : state.Apply((DriftDetected)e));
}
