using MlOps.EventSourcing;
using MlOps.Features.Definitions;
using MlOps.Features.Views;

namespace MlOps.Features.FeatureServices;

/// <summary>Finds the feature services that select from a feature view.</summary>
internal sealed class ServicesOfViews(CallerSessions sessions) : IUsersOf<FeatureView>
{
    /// <summary>SQL condition on documents of feature services; the parameter is the name of the view.</summary>
    public const string Condition = "data -> 'Features' @> jsonb_build_array(jsonb_build_object('View', cast(? as text)))";

    private const int MaxNamed = 10;

    public async Task<IReadOnlyList<string>> FindAsync(string name, CancellationToken cancellation)
    {
        await using var session = sessions.Query();
        var services = await new DocumentQuery<FeatureService>(service => service.Id)
            .Where(Condition, name).Where("data ->> 'Archived' = 'false'").FirstAsync(session, MaxNamed, cancellation);
        return [.. services.Select(service => service.Id)];
    }
}
