using Marten;
using MlOps.Features.Definitions;
using MlOps.Features.Views;

namespace MlOps.Features.FeatureServices;

/// <summary>The feature services that select from a view.</summary>
internal sealed class ServicesOfViews(IDocumentStore store) : IUsersOf<FeatureView>
{
    /// <summary>SQL over the documents of services, with the view's name as parameter.</summary>
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
