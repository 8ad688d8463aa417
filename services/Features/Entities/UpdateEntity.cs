using System.Collections.Immutable;
using MlOps.Contracts.Features.V1;
using MlOps.EventSourcing;
using MlOps.Features.Definitions;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Features.Entities;

/// <summary>Updates description and tags of an entity. Join keys are immutable.</summary>
internal sealed class UpdateEntity(Mutations mutations)
{
    public async Task<Entity> HandleAsync(UpdateEntityRequest request, CancellationToken cancellation)
    {
        new Faults()
            .Name(request.Name, "name")
            .Length(request.Reason, "reason", Limits.ReasonLength)
            .CheckText(request.Description, request.Tags)
            .CheckMask(request.UpdateMask, UpdateMask.Description, UpdateMask.Tags)
            .ThrowIfAny();
        var by = Caller.Current.Subject;
        var result = await mutations.ApplyAsync<Entity>(
            Entity.StreamOf(request.Name), request, (state, now) => Decide(state, request, by, now), cancellation);
        return result.State;
    }

    public static IEnumerable<object> Decide(Entity? state, UpdateEntityRequest request, string by, DateTimeOffset now)
    {
        var entity = Entity.Existing(state, request.Name).Open();
        var description = request.UpdateMask.Has(UpdateMask.Description) ? request.Description : entity.Description;
        var tags = request.UpdateMask.Has(UpdateMask.Tags) ? request.Tags.ToImmutableSortedDictionary() : entity.Tags;
        return description == entity.Description && tags.SequenceEqual(entity.Tags)
            ? []
            : [new EntityUpdated(entity.Name, description, tags, by, now)];
    }
}
