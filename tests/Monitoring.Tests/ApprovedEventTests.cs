using MlOps.Monitoring.Kafka;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Windows;
using MlOps.ServiceHost;

namespace MlOps.Monitoring.Tests;

/// <summary>The shapes of events that are stored or sent already; a change must be able to read them.</summary>
public sealed class ApprovedEventTests
{
    private static readonly ColumnDrift Temp = new("temp", 0.31, 0.22, 0.0004, true, 0.5, 0.7, 3);

    private static readonly object[] Samples =
    [
        new MonitorCreated("bike-demand", "bike-demand", 3, Given.Digest),
        new MonitorConfigured("bike-demand", MonitorSettings.Default),
        new MonitorReferenceChanged("bike-demand", "bike-demand", 4, "sha256:bb"),
        new GroundTruthRecorded("bike-demand", 1000, "sha256:cc"),
        new WindowEvaluated(new WindowReport("w1", "bike-demand", "bike-demand", 3, Given.Start, Given.End, 3476, [Temp], Temp with { Feature = "prediction" },
            new Performance(3476, 66.61, 43.1, -12.5, 0.909), WindowVerdict.Drifted, 1, Given.Digest)),
        new DriftDetected("bike-demand", "bike-demand", 3, "w1", "drift-w1", [Temp], Given.Digest),
    ];

    public static TheoryData<object> Stored => new(Samples);

    [Theory]
    [MemberData(nameof(Stored))]
    public void stored_events_keep_their_shape(object stored) => stored.ShouldBeStoredAsApproved();

    [Theory]
    [MemberData(nameof(Stored))]
    public void wire_events_keep_their_shape(object stored) => Publishes.Table.ToWire(stored).ShouldBeSentAsApproved(stored);

    [Fact]
    public void every_event_of_a_monitor_has_a_sample() =>
        ApprovedEvents.EventsOf(typeof(DeploymentMonitor))
            .ShouldBe(Samples.Select(sample => sample.GetType()), ignoreOrder: true);
}
