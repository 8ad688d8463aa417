using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Tracking;

/// <summary>Archives a run (MLflow's deletion): it accepts nothing more, and lists leave it out.</summary>
internal sealed class ArchiveRun(RunMutations runs)
{
    public Task<Mutated<Run>> HandleAsync(V1.ArchiveRunRequest request, CancellationToken cancellation)
    {
        var faults = new Faults();
        Limits.CheckRunId(faults, request.RunId);
        faults.Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        return runs.ApplyAsync(request.RunId, request, (run, _) => Decide(run, request), cancellation);
    }

    public static IEnumerable<object> Decide(Run? state, V1.ArchiveRunRequest command)
    {
        var run = Run.Existing(state, command.RunId);
        if (run.Archived) return [];
        return run.Training is null || run.HasEnded
            ? [new RunArchived(run.RunId)]
            : throw new RuleBrokenException("training-in-progress", run.Id, "The run is in training; cancel that first.");
    }
}
