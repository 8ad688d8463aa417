using Marten;
using MlOps.Features.Definitions;
using MlOps.Features.Views;

namespace MlOps.Features.FeatureServices;

/// <summary>Finds the feature services that select from a feature view.</summary>
internal sealed class ServicesOfViews(IDocumentStore store) : IUsersOf<FeatureView>
{
    /// <summary>SQL condition on documents of feature services; the parameter is the name of the view.</summary>
    public const string Condition = "data -> 'Features' @> jsonb_build_array(jsonb_build_object('View', cast(? as text)))";

    private const int MaxNamed = 10;

    public async Task<IReadOnlyList<string>> FindAsync(string name, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var services = await session.QueryAsync<FeatureService>(
            $"where {Condition} and data ->> 'Archived' = 'false' order by id limit {MaxNamed}", cancellation, name);
        return [.. services.Select(service => service.Id)];
    }
}
