using MlOps.Contracts.Experiments.V1;

namespace MlOps.Lineage.Graph;

internal static class RunRules
{
    public static void Register(RuleSet rules) => rules
        .On<RunStarted>(started => new GraphChange()
            .Node(NodeId.Run(started.RunId), ("experiment", started.Experiment), ("name", started.RunName))
            .EdgesTo(NodeId.Run(started.RunId), DatasetVersions(started.Inputs), "trained_on"))
        .On<RunUpdated>(updated => new GraphChange().Node(NodeId.Run(updated.RunId), ("name", updated.RunName)))
        .On<RunDataLogged>(logged => new GraphChange()
            .Node(NodeId.Run(logged.RunId), logged.Params.Select(param => ($"params.{param.Key}", param.Value))))
        .On<TrainingStarted>(started => new GraphChange()
            .Node(NodeId.Run(started.RunId),
            [
                ("algorithm", started.Spec.Algorithm), ("code_version", started.Spec.CodeVersion),
                ("rounds", started.Spec.Rounds.ToString()),
                .. started.Spec.Hyperparameters.Select(param => ($"params.{param.Key}", param.Value)),
            ])
            .Edge(NodeId.Run(started.RunId), NodeId.DatasetVersion(started.Spec.Dataset, started.Spec.Version), "trained_on"))
        .On<RunFinished>(finished => new GraphChange()
            .Node(NodeId.Run(finished.RunId),
            [
                ("experiment", finished.Experiment), ("status", ProtoName.Of(finished.Status)),
                ("model_digest", finished.Model?.Digest ?? ""),
                .. finished.Params.Select(param => ($"params.{param.Key}", param.Value)),
                .. finished.Metrics.Select(metric => ($"metrics.{metric.Key}", metric.Value.ToString("R"))),
            ])
            .EdgesTo(NodeId.Run(finished.RunId), DatasetVersions(finished.Inputs), "trained_on"));

    private static IEnumerable<string> DatasetVersions(IEnumerable<DatasetInput> inputs) =>
        inputs.Where(input => input.Version > 0).Select(input => NodeId.DatasetVersion(input.Dataset, input.Version));
}
