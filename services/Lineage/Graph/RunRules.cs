using MlOps.Contracts.Experiments.V1;

namespace MlOps.Lineage.Graph;

internal static class RunRules
{
    public static void Register(RuleSet rules) => rules
        .On<RunStarted>(started => Inputs(
            new GraphChange().Node(NodeId.Run(started.RunId), ("experiment", started.Experiment), ("name", started.RunName)), started.RunId, started.Inputs))
        .On<RunUpdated>(updated => new GraphChange().Node(NodeId.Run(updated.RunId), ("name", updated.RunName)))
        .On<RunDataLogged>(logged => new GraphChange().Node(NodeId.Run(logged.RunId), logged.Params.Select(param => ($"params.{param.Key}", param.Value))))
        .On<TrainingStarted>(started => new GraphChange()
            .Node(NodeId.Run(started.RunId),
            [
                ("algorithm", started.Spec.Algorithm), ("code_version", started.Spec.CodeVersion), ("rounds", started.Spec.Rounds.ToString()),
                .. started.Spec.Hyperparameters.Select(param => ($"params.{param.Key}", param.Value)),
            ])
            .Edge(NodeId.Run(started.RunId), NodeId.DatasetVersion(started.Spec.Dataset, started.Spec.Version), "trained_on"))
        .On<RunFinished>(finished => Inputs(
            new GraphChange().Node(NodeId.Run(finished.RunId),
            [
                ("experiment", finished.Experiment), ("status", ProtoName.Of(finished.Status)), ("model_digest", finished.Model?.Digest ?? ""),
                .. finished.Params.Select(param => ($"params.{param.Key}", param.Value)),
                .. finished.Metrics.Select(metric => ($"metrics.{metric.Key}", metric.Value.ToString("R"))),
            ]), finished.RunId, finished.Inputs));

    private static GraphChange Inputs(GraphChange change, string runId, IEnumerable<DatasetInput> inputs) =>
        change.EdgesTo(NodeId.Run(runId), inputs.Where(input => input.Version > 0).Select(input => NodeId.DatasetVersion(input.Dataset, input.Version)), "trained_on");
}
