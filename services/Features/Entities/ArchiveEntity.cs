using MlOps.Contracts.Features.V1;
using MlOps.EventSourcing;
using MlOps.Features.Definitions;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Features.Entities;

/// <summary>Archives an entity; refused while a feature view that is not archived uses it.</summary>
internal sealed class ArchiveEntity(Mutations mutations, DefinitionLock definitions, IUsersOf<Entity> users)
{
    public async Task<Entity> HandleAsync(ArchiveEntityRequest request, CancellationToken cancellation)
    {
        new Faults().Name(request.Name, "name").Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        if (await mutations.RepeatedAsync<Entity>(request, cancellation) is { } repeated) return repeated.State;
        var by = Caller.Current.Subject;
        await using var exclusive = await definitions.ExcludeAsync(cancellation);
        var views = await users.FindAsync(request.Name, cancellation);
        var result = await mutations.ApplyAsync<Entity>(
            Entity.StreamOf(request.Name), request, (state, now) => Decide(state, request, views, by, now), cancellation);
        return result.State;
    }

    public static IEnumerable<object> Decide(
        Entity? state, ArchiveEntityRequest request, IReadOnlyCollection<string> views, string by, DateTimeOffset now)
    {
        var entity = Entity.Existing(state, request.Name);
        if (entity.Archived) return [];
        return views.Count == 0
            ? [new EntityArchived(entity.Name, by, now)]
            : throw new RuleBrokenException(
                "entity-in-use", entity.Id, $"The entity {entity.Name} is used by {string.Join(", ", views)}; archive them first.");
    }
}
