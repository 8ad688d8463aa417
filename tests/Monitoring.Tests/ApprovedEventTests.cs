using MlOps.Monitoring.Kafka;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Reports;
using MlOps.ServiceHost;

namespace MlOps.Monitoring.Tests;

/// <summary>The shapes of events that are stored or sent already; a change must be able to read them.</summary>
public sealed class ApprovedEventTests
{
    private static readonly FeatureDrift Temp = new(
        "temp",
        [
            new DriftTestResult("kolmogorov-smirnov", 0.22, 0.0004, 0.0048, 0.22, 0.1, true),
            new DriftTestResult("psi", 0.31, null, null, 0.3, 0.2, true),
        ],
        true, 0.5, 0.7, 3);

    private static readonly MonitorSettings Settings = MonitorSettings.Default with
    {
        EffectThresholds = MonitorSettings.Default.EffectThresholds.Add("psi", 0.25),
    };

    private static readonly object[] Samples =
    [
        new MonitorCreated("bike-demand", "bike-demand", 3, Given.Digest),
        new MonitorConfigured("bike-demand", Settings),
        new MonitorReferenceChanged("bike-demand", "bike-demand", 4, "sha256:bb"),
        new GroundTruthRecorded("bike-demand", 1000, "sha256:cc"),
        new WindowEvaluated(new WindowReport(
            "w1", "bike-demand", "bike-demand", 3, Given.Start, Given.End, 3476, 120, 1, [Temp], "sha256:dd",
            Temp with { Feature = "prediction" },
            new PerformanceReport(3476, [new MetricValue("rmse", 66.61), new MetricValue("mae", 43.1)]),
            WindowVerdict.Drifted, 0.01, Given.Digest)),
        new DriftDetected(
            "bike-demand", "bike-demand", 3, "w2", "drift-w1", 2, 1, [Temp], Temp with { Feature = "prediction" }, Given.Digest, Given.End),
        new AlertAcknowledged("bike-demand", "drift-w1", "eve", "looking", Given.End),
        new AlertResolved("bike-demand", "drift-w1", "eve", "a heat wave", Given.End),
        new MonitorArchived("bike-demand"),
        new RetentionApplied("bike-demand", Given.Start, 5000, 4000),
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
