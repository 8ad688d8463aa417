using MlOps.Contracts.Registry.V1;

namespace MlOps.Lineage.Graph;

internal static class ModelRules
{
    public static void Register(RuleSet rules) => rules
        .On<ModelVersionCreated>(created =>
        {
            var version = NodeId.ModelVersion(created.Model, created.Version);
            var change = new GraphChange()
                .Node(version,
                [
                    ("artifact_digest", created.ArtifactDigest), ("flavor", created.Flavor), ("run_author", created.RunAuthor),
                    .. created.Metrics.Select(metric => ($"metrics.{metric.Key}", metric.Value.ToString("R"))),
                ])
                .Edge(version, NodeId.Run(created.RunId), "trained_in");
            return created.TrainingDatasetVersion == 0 ? change
                : change.Edge(version, NodeId.DatasetVersion(created.TrainingDataset, created.TrainingDatasetVersion), "trained_on");
        })
        .On<ApprovalRequested>(requested => Approval(requested.Model, requested.Version,
            ("state", "PENDING"), ("requested_by", requested.RequestedBy),
            ("gates", Gates(requested.GateResults))))
        .On<ModelVersionApproved>(approved => Approval(approved.Model, approved.Version,
            ("state", "APPROVED"), ("requested_by", approved.RequestedBy), ("approved_by", approved.ApprovedBy),
            ("reason", approved.Reason), ("valid_until", approved.ValidUntil is { } end ? $"{end.ToDateTimeOffset():O}" : "unlimited")))
        .On<ModelVersionRejected>(rejected => Approval(rejected.Model, rejected.Version,
            ("state", "REJECTED"), ("requested_by", rejected.RequestedBy), ("rejected_by", rejected.RejectedBy),
            ("reason", rejected.Reason)))
        .On<ApprovalWithdrawn>(withdrawn => Approval(withdrawn.Model, withdrawn.Version,
            ("state", "WITHDRAWN"), ("withdrawn_by", withdrawn.WithdrawnBy), ("reason", withdrawn.Reason)))
        .On<ModelVersionPromoted>(promoted =>
        {
            var change = new GraphChange().Node(
                NodeId.ModelVersion(promoted.Model, promoted.Version), ($"alias.{promoted.Alias}", "promoted"),
                ("gates", Gates(promoted.GateResults)));
            return promoted.DisplacedVersion == 0 ? change
                : change.Node(NodeId.ModelVersion(promoted.Model, promoted.DisplacedVersion), ($"alias.{promoted.Alias}", "displaced"));
        })
        .On<AliasRemoved>(removed => new GraphChange().Node(
            NodeId.ModelVersion(removed.Model, removed.Version), ($"alias.{removed.Alias}", "removed")));

    private static string Gates(IEnumerable<GateResult> results) => string.Join("; ", results.Select(result =>
        $"{result.Gate.Name}{(result.Superseded ? $" before {result.Gate.ChangedBy} changed it" : "")}: {result.Explanation}"));

    private static GraphChange Approval(string model, long version, params (string, string)[] attributes) => new GraphChange()
        .Node(NodeId.Approval(model, version), attributes)
        .Edge(NodeId.ModelVersion(model, version), NodeId.Approval(model, version), "approved_in");
}
