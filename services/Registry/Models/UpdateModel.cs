using System.Collections.Immutable;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Registry.Models;

/// <summary>Changes the description and tags of a model.</summary>
internal sealed class UpdateModel(Mutations mutations)
{
    public Task<Mutated<RegisteredModel>> HandleAsync(V1.UpdateModelRequest request, CancellationToken cancellation)
    {
        var faults = new Faults().Name(request.Name, "name");
        Limits.CheckText(faults, request.Description, request.Tags);
        UpdateMask.Check(faults, request.UpdateMask);
        faults.Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        return mutations.ApplyAsync<RegisteredModel>(
            RegisteredModel.StreamOf(request.Name), request, (model, _) => Decide(model, request), cancellation);
    }

    public static IEnumerable<object> Decide(RegisteredModel? state, V1.UpdateModelRequest command)
    {
        var model = RegisteredModel.Existing(state, command.Name).Open();
        var description = command.UpdateMask.HasDescription() ? command.Description : model.Description;
        var tags = command.UpdateMask.HasTags() ? command.Tags.ToImmutableSortedDictionary() : model.Tags;
        return description == model.Description && tags.SequenceEqual(model.Tags) ? [] : [new ModelUpdated(model.Name, description, tags)];
    }
}
