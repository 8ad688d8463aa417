using MlOps.EventSourcing;
using MlOps.Experiments.Tracking;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Wire = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Training;

/// <summary>Ends a run that is in training as KILLED; its worker stops as soon as it sees that.</summary>
internal sealed class CancelTraining(RunMutations runs)
{
    public Task<Mutated<Run>> HandleAsync(Wire.CancelTrainingRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        var faults = new Faults();
        Limits.CheckRunId(faults, request.RunId);
        faults.Length(request.Reason, "reason", Limits.StatusMessageLength);
        faults.ThrowIfAny();
        return runs.ApplyAsync(request.RunId, request, (run, now) => Decide(run, request, now), cancellation, (session, _) => TrainingQueue.Remove(session, request.RunId));
    }

    public static object[] Decide(Run? state, Wire.CancelTrainingRequest command, DateTimeOffset now)
    {
        var run = Run.Active(state, command.RunId);
        return run.Training is not null
            ? [new RunFinished(run.RunId, RunStatus.Killed, command.Reason, now)]
            : throw new RuleBrokenException("in-training", run.Id, "The run is not in training.");
    }
}
