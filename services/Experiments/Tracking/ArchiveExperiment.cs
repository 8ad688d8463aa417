using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Tracking;

/// <summary>Archives an experiment: it accepts no new runs; running ones continue.</summary>
internal sealed class ArchiveExperiment(Mutations mutations)
{
    public Task<Mutated<Experiment>> HandleAsync(V1.ArchiveExperimentRequest request, CancellationToken cancellation)
    {
        new Faults().Name(request.Name, "name").Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        return mutations.ApplyAsync<Experiment>(
            Experiment.StreamOf(request.Name), request, (experiment, _) => Decide(experiment, request), cancellation);
    }

    public static IEnumerable<object> Decide(Experiment? state, V1.ArchiveExperimentRequest command) =>
        Experiment.Existing(state, command.Name).Archived ? [] : [new ExperimentArchived(command.Name)];
}
