using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Tracking;

/// <summary>Changes the description and tags of an experiment.</summary>
internal sealed class UpdateExperiment(Mutations mutations)
{
    private const string Description = "description";

    public Task<Mutated<Experiment>> HandleAsync(V1.UpdateExperimentRequest request, CancellationToken cancellation)
    {
        var faults = new Faults().Name(request.Name, "name").Length(request.Description, Description, Limits.DescriptionLength);
        Limits.CheckTags(faults, request.Tags);
        UpdateMask.Check(faults, request.UpdateMask, Description);
        faults.Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        return mutations.ApplyAsync<Experiment>(
            Experiment.StreamOf(request.Name), request, (experiment, _) => Decide(experiment, request), cancellation);
    }

    public static IEnumerable<object> Decide(Experiment? state, V1.UpdateExperimentRequest command)
    {
        var experiment = Experiment.Existing(state, command.Name).Open();
        var description = command.UpdateMask.Has(Description) ? command.Description : experiment.Description;
        var tags = command.UpdateMask.Apply(experiment.Tags, command.Tags);
        if (description == experiment.Description && tags.SequenceEqual(experiment.Tags)) return [];
        if (tags.Count > Limits.BatchTags)
            throw new LimitExceededException("tags", $"An experiment has at most {Limits.BatchTags} tags; it would have {tags.Count}.");
        Limits.RequireTags(tags);
        return [new ExperimentUpdated(experiment.Name, description, tags)];
    }
}
