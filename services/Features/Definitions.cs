using Marten;
using MlOps.Features.Entities;
using MlOps.Features.FeatureServices;
using MlOps.Features.Views;
using MlOps.ServiceDefaults;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Features;

/// <summary>Reads entities, feature views and feature services.</summary>
internal sealed class Definitions(IDocumentStore store)
{
    public Task<Entity> GetEntityAsync(string name, CancellationToken cancellation) =>
        GetAsync<Entity>("entity", name, Entity.StreamOf(name), cancellation);

    public Task<FeatureView> GetViewAsync(string name, CancellationToken cancellation) =>
        GetAsync<FeatureView>("feature view", name, FeatureView.StreamOf(name), cancellation);

    public Task<FeatureService> GetServiceAsync(string name, CancellationToken cancellation) =>
        GetAsync<FeatureService>("feature service", name, FeatureService.StreamOf(name), cancellation);

    /// <summary>Those of the named entities that exist, by name.</summary>
    public async Task<IReadOnlyDictionary<string, Entity>> FindEntitiesAsync(IEnumerable<string> names, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return (await session.LoadManyAsync<Entity>(cancellation, names.Distinct().Select(Entity.StreamOf).ToArray())).ToDictionary(e => e.Name);
    }

    /// <summary>Those of the named feature views that exist, by name.</summary>
    public async Task<IReadOnlyDictionary<string, FeatureView>> FindViewsAsync(IEnumerable<string> names, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return (await session.LoadManyAsync<FeatureView>(cancellation, names.Distinct().Select(FeatureView.StreamOf).ToArray())).ToDictionary(v => v.Name);
    }

    /// <summary>Definitions of one kind in the order of their names, from after <paramref name="pageToken"/>, and the next token.</summary>
    public async Task<(IReadOnlyList<T> Page, string NextPageToken)> ListAsync<T>(
        int pageSize, string pageToken, Func<T, string> id, CancellationToken cancellation)
        where T : class
    {
        var size = PageSize.Of(pageSize, 100, 1000);
        var after = PageToken.Decode(pageToken) ?? "";
        await using var session = store.QuerySession();
        var page = await session.QueryAsync<T>("where id > ? order by id limit ?", cancellation, after, size + 1);
        return page.Count > size ? ([.. page.Take(size)], PageToken.Encode(id(page[size - 1]))) : (page, "");
    }

    private async Task<T> GetAsync<T>(string kind, string name, string stream, CancellationToken cancellation)
        where T : class
    {
        new Faults().Name(name, "name").ThrowIfAny();
        await using var session = store.QuerySession();
        return await session.LoadAsync<T>(stream, cancellation) ?? throw new NotFoundException(kind, name);
    }
}
