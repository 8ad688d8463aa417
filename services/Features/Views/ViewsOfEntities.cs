using MlOps.EventSourcing;
using MlOps.Features.Definitions;
using MlOps.Features.Entities;

namespace MlOps.Features.Views;

/// <summary>Finds the feature views that use an entity.</summary>
internal sealed class ViewsOfEntities(CallerSessions sessions) : IUsersOf<Entity>
{
    /// <summary>SQL condition on documents of feature views; the parameter is the name of the entity.</summary>
    public const string Condition = "data -> 'Entities' @> to_jsonb(cast(? as text))";

    private const int MaxNamed = 10;

    public async Task<IReadOnlyList<string>> FindAsync(string name, CancellationToken cancellation)
    {
        await using var session = sessions.Query();
        var views = await new DocumentQuery<FeatureView>(view => view.Id)
            .Where(Condition, name).Where("data ->> 'Archived' = 'false'").FirstAsync(session, MaxNamed, cancellation);
        return [.. views.Select(view => view.Id)];
    }
}
