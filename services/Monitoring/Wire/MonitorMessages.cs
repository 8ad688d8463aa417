using MlOps.Monitoring.Monitors;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Wire;

/// <summary>Monitors as the messages of the contract.</summary>
internal static class MonitorMessages
{
    public static V1.Monitor ToWire(this DeploymentMonitor monitor, long predictionsReceived) => new()
    {
        Deployment = monitor.Deployment,
        Model = monitor.Model,
        ModelVersion = monitor.ModelVersion,
        ReferenceProfileDigest = monitor.ReferenceProfileDigest,
        Settings = monitor.Settings.ToWire(),
        PredictionsReceived = predictionsReceived,
        LabelsReceived = monitor.LabelsRecorded,
        Revision = monitor.Revision,
        Archived = monitor.Archived,
        OpenAlertId = monitor.Alert is { State: not AlertState.Resolved } alert ? alert.Id : "",
    };
}
