using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts;
using MlOps.EventSourcing.Publishing;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Wire;
using MlOps.Operations;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Kafka;

/// <summary>
/// What Monitoring tells the others: stored event → wire event, on <see cref="Topics.Monitoring"/>, key = the monitor's stream.
/// </summary>
internal static class Publishes
{
    public static WireEvents Table { get; } = new WireEvents(Topics.Monitoring)
        .Add<MonitorCreated>("monitor_created", e => new V1.MonitorCreated
        {
            Deployment = e.Data.Deployment, Model = e.Data.Model, ModelVersion = e.Data.ModelVersion,
            ReferenceProfileDigest = e.Data.ReferenceProfileDigest,
        })
        .Add<MonitorConfigured>(
            "monitor_configured", e => new V1.MonitorConfigured { Deployment = e.Data.Deployment, Settings = e.Data.Settings.ToWire() })
        .Add<MonitorReferenceChanged>("monitor_reference_changed", e => new V1.MonitorReferenceChanged
        {
            Deployment = e.Data.Deployment, Model = e.Data.Model, ModelVersion = e.Data.ModelVersion,
            ReferenceProfileDigest = e.Data.ReferenceProfileDigest,
        })
        .Add<GroundTruthRecorded>("ground_truth_recorded", e => new V1.GroundTruthRecorded
        {
            Deployment = e.Data.Deployment, Count = e.Data.Count, ContentDigest = e.Data.ContentDigest,
        })
        .Add<WindowEvaluated>("window_evaluated", e => new V1.WindowEvaluated { Window = e.Data.Report.ToWire() })
        .Add<DriftDetected>("drift_detected", e => new V1.DriftDetected
        {
            Deployment = e.Data.Deployment,
            Model = e.Data.Model,
            ModelVersion = e.Data.ModelVersion,
            WindowId = e.Data.WindowId,
            AlertId = e.Data.AlertId,
            Windows = e.Data.Windows,
            DriftedCount = e.Data.DriftedCount,
            DriftedFeatures = { e.Data.DriftedFeatures.Select(WindowMessages.ToWire) },
            Prediction = e.Data.Prediction?.ToWire(),
            ReferenceProfileDigest = e.Data.ReferenceProfileDigest,
            Time = e.Data.At.ToTimestamp(),
        })
        .Add<AlertAcknowledged>("alert_acknowledged", e => new V1.AlertAcknowledged
        {
            Deployment = e.Data.Deployment, AlertId = e.Data.AlertId, By = e.Data.By, Reason = e.Data.Reason,
            Time = e.Data.At.ToTimestamp(),
        })
        .Add<AlertResolved>("alert_resolved", e => new V1.AlertResolved
        {
            Deployment = e.Data.Deployment, AlertId = e.Data.AlertId, By = e.Data.By, Reason = e.Data.Reason,
            Time = e.Data.At.ToTimestamp(),
        })
        .Add<MonitorArchived>("monitor_archived", e => new V1.MonitorArchived { Deployment = e.Data.Deployment })
        .Add<RetentionApplied>("retention_applied", e => new V1.RetentionApplied
        {
            Deployment = e.Data.Deployment, Before = e.Data.Before.ToTimestamp(), Predictions = e.Data.Predictions, Labels = e.Data.Labels,
        })
        .AddOperations();
}
