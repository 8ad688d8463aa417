using System.Collections.Immutable;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Wire = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Tracking;

/// <summary>Creates an experiment without runs.</summary>
internal sealed class CreateExperiment(Mutations mutations)
{
    public Task<Mutated<Experiment>> HandleAsync(Wire.CreateExperimentRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        var faults = new Faults();
        faults.Name(request.Name, "name");
        faults.Length(request.Description, "description", Limits.DescriptionLength);
        Limits.CheckTags(faults, request.Tags);
        faults.ThrowIfAny();
        var actor = Caller.Current.Subject;
        return mutations.ApplyAsync<Experiment>(
            Experiment.StreamOf(request.Name), request, (experiment, now) => Decide(experiment, request, actor, now), cancellation);
    }

    public static object[] Decide(Experiment? experiment, Wire.CreateExperimentRequest command, string actor, DateTimeOffset now) =>
        experiment is null
            ? [new ExperimentCreated(command.Name, command.Description, command.Tags.ToImmutableSortedDictionary(), actor, now)]
            : throw new AlreadyExistsException("experiment", command.Name);
}
