using MlOps.Contracts.Serving.V1;

namespace MlOps.Lineage.Graph;

internal static class DeploymentRules
{
    public static void Register(RuleSet rules) => rules
        .On<ModelVersionDeployed>(deployed =>
        {
            var deployment = NodeId.Deployment(deployed.Deployment, deployed.Version);
            return new GraphChange()
                .Node(deployment,
                    ("model", deployed.Model), ("artifact_digest", deployed.ArtifactDigest),
                    ("replaced_version", deployed.ReplacedVersion.ToString()))
                .Edge(deployment, NodeId.ModelVersion(deployed.Model, deployed.Version), "runs")
                .Edge(deployment, NodeId.FeatureService(deployed.FeatureService), "looks_up");
        })
        .On<ModelVersionUndeployed>(undeployed => new GraphChange().Node(
            NodeId.Deployment(undeployed.Deployment, undeployed.Version), ("undeployed", undeployed.Reason)))
        .On<PredictionsLogged>(logged =>
        {
            var change = new GraphChange();
            foreach (var prediction in logged.Predictions)
            {
                var node = NodeId.Prediction(prediction.PredictionId);
                change
                    .Node(node,
                        ("client_id", prediction.ClientId), ("rows", prediction.Rows.ToString()), ("asked_by", prediction.Actor),
                        ("entity_keys", string.Join(", ", prediction.EntityKeys)), ("segment", logged.SegmentId))
                    .Edge(node, NodeId.Deployment(prediction.Deployment, prediction.ModelVersion), "served_by");
            }
            return change;
        })
        .On<PredictionsExpired>(expired => new GraphChange().ExpirePredictions(expired.Deployment, expired.LastPredictionId));
}
