using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Wire = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Tracking;

/// <summary>Ends a run; nothing can be added to it afterwards.</summary>
internal sealed class FinishRun(RunMutations runs)
{
    public Task<Mutated<Run>> HandleAsync(Wire.FinishRunRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        var faults = new Faults();
        Limits.CheckRunId(faults, request.RunId);
        faults.Require(
            request.Status is Wire.RunStatus.Finished or Wire.RunStatus.Failed or Wire.RunStatus.Killed, "status", "must be FINISHED, FAILED or KILLED");
        faults.Length(request.StatusMessage, "status_message", Limits.StatusMessageLength);
        faults.ThrowIfAny();
        return runs.ApplyAsync(request.RunId, request, (run, now) => Decide(run, request, now), cancellation);
    }

    public static object[] Decide(Run? state, Wire.FinishRunRequest command, DateTimeOffset now)
    {
        var run = Run.Active(state, command.RunId);
        if (run.Training is not null)
            throw new RuleBrokenException("training-in-progress", run.Id, "The run ends with its training; CancelTraining ends both.");
        var status = command.Status switch
        {
            Wire.RunStatus.Finished => RunStatus.Finished,
            Wire.RunStatus.Failed => RunStatus.Failed,
            _ => RunStatus.Killed,
        };
        return [new RunFinished(run.RunId, status, command.StatusMessage, now)];
    }
}
