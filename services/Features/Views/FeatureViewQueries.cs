using MlOps.EventSourcing;
using MlOps.Features.Definitions;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;
using V1 = MlOps.Contracts.Features.V1;

namespace MlOps.Features.Views;

/// <summary>Queries for feature views.</summary>
internal sealed class FeatureViewQueries(CallerSessions sessions)
{
    private const int NameLength = 128;

    public async Task<FeatureView> GetAsync(string name, CancellationToken cancellation)
    {
        new Faults().Name(name, "name").ThrowIfAny();
        await using var session = sessions.Query();
        return FeatureView.Existing(await session.LoadAsync<FeatureView>(FeatureView.StreamOf(name), cancellation), name);
    }

    /// <summary>A view as it was at a revision.</summary>
    public async Task<FeatureView> GetAtAsync(string name, long revision, CancellationToken cancellation)
    {
        var view = await GetAsync(name, cancellation);
        if (view.Revision == revision) return view;
        await using var session = sessions.Query();
        var then = await session.Events.AggregateStreamAsync<FeatureView>(FeatureView.StreamOf(name), revision, token: cancellation);
        return FeatureView.Existing(then, name);
    }

    /// <summary>Finds feature views by name; missing ones are left out.</summary>
    public async Task<IReadOnlyDictionary<string, FeatureView>> FindAsync(IEnumerable<string> names, CancellationToken cancellation)
    {
        await using var session = sessions.Query();
        var found = await session.LoadManyAsync<FeatureView>(cancellation, names.Distinct().Select(FeatureView.StreamOf).ToArray());
        return found.ToDictionary(view => view.Name);
    }

    /// <summary>Lists feature views ordered by name.</summary>
    public async Task<Page<FeatureView>> ListAsync(V1.ListFeatureViewsRequest request, CancellationToken cancellation)
    {
        var page = PageRequest.Of(request.PageSize, request.PageToken, max: Limits.DefinitionsPerPage);
        new Faults().Length(request.Entity, "entity", NameLength).Length(request.Dataset, "dataset", NameLength).ThrowIfAny();
        var query = DefinitionLists.Of<FeatureView>(
            view => view.Id, FeatureView.StreamPrefix, request.NamePrefix, request.Tags, request.ShowArchived, request.Descending);
        if (request.Entity.Length > 0) query.Where(ViewsOfEntities.Condition, request.Entity);
        if (request.Dataset.Length > 0) query.Where("data -> 'Source' ->> 'Dataset' = ?", request.Dataset);
        await using var session = sessions.Query();
        return await query.PageAsync(session, page, cancellation);
    }
}
