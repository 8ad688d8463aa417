using MlOps.Monitoring.Alerts;
using MlOps.Monitoring.Monitors;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Tests.Alerts;

public sealed class AlertTests
{
    private static readonly DeploymentMonitor Open = Given.Monitor.Apply(
        new DriftDetected("bike-demand", "bike-demand", 3, "w1", "drift-w1", 1, 1, [], null, Given.Digest, Given.Start));

    private static readonly DeploymentMonitor Acknowledged = Open
        .Apply(new AlertAcknowledged("bike-demand", "drift-w1", "eve", "looking", Given.End));
    private static readonly DeploymentMonitor Resolved = Acknowledged
        .Apply(new AlertResolved("bike-demand", "drift-w1", "adam", "a heat wave", Given.End));

    [Fact]
    public void goes_from_open_to_acknowledged_to_resolved_and_says_who_and_why()
    {
        Open.Alert!.State.ShouldBe(AlertState.Open);
        (Acknowledged.Alert!.State, Acknowledged.Alert.Acknowledged!.By, Acknowledged.Alert.Reason)
            .ShouldBe((AlertState.Acknowledged, "eve", "looking"));
        (Resolved.Alert!.State, Resolved.Alert.Acknowledged!.By, Resolved.Alert.Resolved!.By, Resolved.Alert.Reason)
            .ShouldBe((AlertState.Resolved, "eve", "adam", "a heat wave"));
    }

    [Fact]
    public void is_acknowledged_and_resolved_once()
    {
        Acknowledge(Open).ShouldHaveSingleItem().ShouldBe(new AlertAcknowledged("bike-demand", "drift-w1", "eve", "why", Given.End));
        Acknowledge(Acknowledged).ShouldBeEmpty();
        Should.Throw<RuleBrokenException>(() => Acknowledge(Resolved)).Rule.ShouldBe("alert-unresolved");
        Resolve(Open).ShouldHaveSingleItem().ShouldBe(new AlertResolved("bike-demand", "drift-w1", "eve", "why", Given.End));
        Resolve(Acknowledged).ShouldHaveSingleItem();
        Resolve(Resolved).ShouldBeEmpty();
    }

    [Fact]
    public void one_before_the_newest_is_resolved() =>
        Should.Throw<RuleBrokenException>(
            () => ResolveAlert.Decide(Open, new V1.ResolveAlertRequest { AlertId = "drift-w0", Reason = "why" }, "eve", Given.End))
            .Subject.ShouldBe("drift-w0");

    private static IEnumerable<object> Acknowledge(DeploymentMonitor monitor) =>
        AcknowledgeAlert.Decide(monitor, new V1.AcknowledgeAlertRequest { AlertId = "drift-w1", Reason = "why" }, "eve", Given.End);

    private static IEnumerable<object> Resolve(DeploymentMonitor monitor) =>
        ResolveAlert.Decide(monitor, new V1.ResolveAlertRequest { AlertId = "drift-w1", Reason = "why" }, "eve", Given.End);
}
