using Marten;
using MlOps.Features.Definitions;
using MlOps.Features.Entities;

namespace MlOps.Features.Views;

/// <summary>Finds the feature views that use an entity.</summary>
internal sealed class ViewsOfEntities(IDocumentStore store) : IUsersOf<Entity>
{
    /// <summary>SQL condition on documents of feature views; the parameter is the name of the entity.</summary>
    public const string Condition = "data -> 'Entities' @> to_jsonb(cast(? as text))";

    private const int MaxNamed = 10;

    public async Task<IReadOnlyList<string>> FindAsync(string name, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var views = await session.QueryAsync<FeatureView>(
            $"where {Condition} and data ->> 'Archived' = 'false' order by id limit {MaxNamed}", cancellation, name);
        return [.. views.Select(view => view.Id)];
    }
}
