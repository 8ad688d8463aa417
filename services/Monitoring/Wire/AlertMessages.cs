using Google.Protobuf.WellKnownTypes;
using MlOps.Monitoring.Alerts;
using MlOps.Monitoring.Monitors;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Wire;

/// <summary>Alerts as the messages of the contract.</summary>
internal static class AlertMessages
{
    public static V1.Alert ToWire(this AlertDetails details)
    {
        var alert = details.Alert;
        return new V1.Alert
        {
            AlertId = alert.Id,
            Deployment = alert.Deployment,
            State = alert.State.ToWire(),
            Windows = alert.Windows,
            FirstWindowId = alert.FirstWindow,
            LastWindowId = alert.LastWindow,
            ModelVersion = alert.ModelVersion,
            DriftedFeatures = { details.DriftedFeatures.Select(WindowMessages.ToWire) },
            Prediction = details.Prediction?.ToWire(),
            OpenTime = alert.OpenedAt.ToTimestamp(),
            LastTime = alert.LastAt.ToTimestamp(),
            AcknowledgedBy = alert.Acknowledged?.By ?? "",
            AcknowledgeTime = alert.Acknowledged?.At.ToTimestamp(),
            ResolvedBy = alert.Resolved?.By ?? "",
            ResolveTime = alert.Resolved?.At.ToTimestamp(),
            Reason = alert.Reason,
        };
    }

    public static V1.AlertState ToWire(this AlertState state) => System.Enum.Parse<V1.AlertState>(state.ToString());
}
