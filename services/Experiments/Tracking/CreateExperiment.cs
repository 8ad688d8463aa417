using System.Collections.Immutable;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Tracking;

/// <summary>Creates an experiment without runs.</summary>
internal sealed class CreateExperiment(Mutations mutations)
{
    public Task<Mutated<Experiment>> HandleAsync(V1.CreateExperimentRequest request, CancellationToken cancellation)
    {
        var faults = new Faults().Name(request.Name, "name").Length(request.Description, "description", Limits.DescriptionLength);
        Limits.CheckTags(faults, request.Tags);
        faults.ThrowIfAny();
        var actor = Caller.Current.Subject;
        return mutations.ApplyAsync<Experiment>(
            Experiment.StreamOf(request.Name), request, (experiment, now) => Decide(experiment, request, actor, now), cancellation);
    }

    public static IEnumerable<object> Decide(
        Experiment? experiment, V1.CreateExperimentRequest command, string actor, DateTimeOffset now) =>
        experiment is null
            ? [new ExperimentCreated(command.Name, command.Description, command.Tags.ToImmutableSortedDictionary(), actor, now)]
            : throw new AlreadyExistsException("experiment", command.Name);
}
