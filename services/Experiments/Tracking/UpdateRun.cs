using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Tracking;

/// <summary>Changes the name and tags of a run, also after its end.</summary>
internal sealed class UpdateRun(RunMutations runs)
{
    private const string RunName = "run_name";

    public Task<Mutated<Run>> HandleAsync(V1.UpdateRunRequest request, CancellationToken cancellation)
    {
        var faults = new Faults();
        Limits.CheckRunId(faults, request.RunId);
        Limits.CheckTags(faults, request.Tags);
        UpdateMask.Check(faults, request.UpdateMask, RunName);
        if (request.UpdateMask?.Has(RunName) == true) faults.Text(request.RunName, RunName, Limits.RunNameLength);
        else faults.Length(request.RunName, RunName, Limits.RunNameLength);
        faults.Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        return runs.ApplyAsync(request.RunId, request, (run, _) => Decide(run, request), cancellation);
    }

    public static IEnumerable<object> Decide(Run? state, V1.UpdateRunRequest command)
    {
        var run = Run.Kept(state, command.RunId);
        var name = command.UpdateMask.Has(RunName) ? command.RunName : run.RunName;
        var tags = command.UpdateMask.Apply(run.Tags, command.Tags);
        if (name == run.RunName && tags.SequenceEqual(run.Tags)) return [];
        Limits.RequireTags(tags);
        return [new RunUpdated(run.RunId, name, tags)];
    }
}
