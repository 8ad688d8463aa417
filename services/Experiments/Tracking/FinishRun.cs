using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Tracking;

/// <summary>Ends a run; nothing can be logged to it afterwards.</summary>
internal sealed class FinishRun(RunMutations runs)
{
    public Task<Mutated<Run>> HandleAsync(V1.FinishRunRequest request, CancellationToken cancellation)
    {
        var faults = new Faults();
        Limits.CheckRunId(faults, request.RunId);
        faults.Require(
            request.Status is V1.RunStatus.Finished or V1.RunStatus.Failed or V1.RunStatus.Killed, "status",
            "must be FINISHED, FAILED or KILLED");
        faults.Length(request.StatusMessage, "status_message", Limits.StatusMessageLength).ThrowIfAny();
        return runs.ApplyAsync(request.RunId, request, (run, now) => Decide(run, request, now), cancellation);
    }

    public static IEnumerable<object> Decide(Run? state, V1.FinishRunRequest command, DateTimeOffset now)
    {
        var run = Run.Active(state, command.RunId);
        if (run.Training is not null)
            throw new RuleBrokenException("training-in-progress", run.Id, "The run ends with its training; CancelOperation ends both.");
        return [new RunFinished(run.RunId, Enum.Parse<RunStatus>(command.Status.ToString()), command.StatusMessage, now)];
    }
}
