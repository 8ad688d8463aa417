using MlOps.Contracts;
using MlOps.Monitoring.Grpc;
using MlOps.Monitoring.Monitors;
using MlOps.ServiceDefaults.Kafka;
using Wire = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Kafka;

/// <summary>What Monitoring tells the others: stored event → wire event, on <see cref="Topics.Monitoring"/>, key = the monitor's stream.</summary>
internal static class Publishes
{
    public static WireEvents Table { get; } = new WireEvents(Topics.Monitoring)
        .Add<MonitorCreated>(e => new Wire.MonitorCreated
        {
            Deployment = e.Data.Deployment, Model = e.Data.Model, ModelVersion = e.Data.ModelVersion, ReferenceProfileDigest = e.Data.ReferenceProfileDigest,
        })
        .Add<MonitorConfigured>(e => new Wire.MonitorConfigured { Deployment = e.Data.Deployment, Settings = e.Data.Settings.ToMessage() })
        .Add<MonitorReferenceChanged>(e => new Wire.MonitorReferenceChanged
        {
            Deployment = e.Data.Deployment, Model = e.Data.Model, ModelVersion = e.Data.ModelVersion, ReferenceProfileDigest = e.Data.ReferenceProfileDigest,
        })
        .Add<GroundTruthRecorded>(e => new Wire.GroundTruthRecorded
        {
            Deployment = e.Data.Deployment, Count = e.Data.Count, ContentDigest = e.Data.ContentDigest,
        })
        .Add<WindowEvaluated>(e => new Wire.WindowEvaluated { Window = e.Data.Report.ToMessage() })
        .Add<DriftDetected>(e => new Wire.DriftDetected
        {
            Deployment = e.Data.Deployment,
            Model = e.Data.Model,
            ModelVersion = e.Data.ModelVersion,
            WindowId = e.Data.WindowId,
            AlertId = e.Data.AlertId,
            DriftedFeatures = { e.Data.DriftedFeatures.Select(MonitoringMessages.ToMessage) },
            ReferenceProfileDigest = e.Data.ReferenceProfileDigest,
        });
}
