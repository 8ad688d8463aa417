using MlOps.Contracts.Monitoring.V1;

namespace MlOps.Lineage.Graph;

internal static class MonitoringRules
{
    public static void Register(RuleSet rules) => rules
        .On<WindowEvaluated>(evaluated => new GraphChange()
            .Node(NodeId.Window(evaluated.Window.WindowId),
                ("rows", evaluated.Window.Rows.ToString()), ("verdict", ProtoName.Of(evaluated.Window.Verdict)))
            .Edge(
                NodeId.Window(evaluated.Window.WindowId),
                NodeId.Deployment(evaluated.Window.Deployment, evaluated.Window.ModelVersion), "watches"))
        .On<DriftDetected>(detected => new GraphChange()
            .Node(NodeId.Alert(detected.AlertId),
                ("features", string.Join(", ", detected.DriftedFeatures.Select(feature => feature.Feature))),
                ("prediction", detected.Prediction is null ? "" : "drifted"))
            .Edge(NodeId.Alert(detected.AlertId), NodeId.Window(detected.WindowId), "raised_by"))
        .On<AlertAcknowledged>(acknowledged => new GraphChange()
            .Node(NodeId.Alert(acknowledged.AlertId), ("state", "acknowledged"), ("acknowledged_by", acknowledged.By)))
        .On<AlertResolved>(resolved => new GraphChange()
            .Node(NodeId.Alert(resolved.AlertId), ("state", "resolved"), ("resolved_by", resolved.By), ("reason", resolved.Reason)));
}
