using MlOps.Contracts.Features.V1;
using MlOps.EventSourcing;
using MlOps.Features.Definitions;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Features.Entities;

/// <summary>Queries for entities.</summary>
internal sealed class EntityQueries(CallerSessions sessions)
{
    public async Task<Entity> GetAsync(string name, CancellationToken cancellation)
    {
        new Faults().Name(name, "name").ThrowIfAny();
        await using var session = sessions.Query();
        return Entity.Existing(await session.LoadAsync<Entity>(Entity.StreamOf(name), cancellation), name);
    }

    /// <summary>Finds entities by name; missing ones are left out.</summary>
    public async Task<IReadOnlyDictionary<string, Entity>> FindAsync(IEnumerable<string> names, CancellationToken cancellation)
    {
        await using var session = sessions.Query();
        var found = await session.LoadManyAsync<Entity>(cancellation, names.Distinct().Select(Entity.StreamOf).ToArray());
        return found.ToDictionary(entity => entity.Name);
    }

    /// <summary>Lists entities ordered by name.</summary>
    public async Task<Page<Entity>> ListAsync(ListEntitiesRequest request, CancellationToken cancellation)
    {
        var page = PageRequest.Of(request.PageSize, request.PageToken, max: Limits.EntitiesPerPage);
        var query = DefinitionLists.Of<Entity>(
            entity => entity.Id, Entity.StreamPrefix, request.NamePrefix, request.Tags, request.ShowArchived, request.Descending);
        await using var session = sessions.Query();
        return await query.PageAsync(session, page, cancellation);
    }
}
