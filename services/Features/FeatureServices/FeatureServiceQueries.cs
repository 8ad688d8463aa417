using MlOps.EventSourcing;
using MlOps.Features.Definitions;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;
using V1 = MlOps.Contracts.Features.V1;

namespace MlOps.Features.FeatureServices;

/// <summary>Queries for feature services.</summary>
internal sealed class FeatureServiceQueries(CallerSessions sessions)
{
    private const int NameLength = 128;

    public async Task<FeatureService> GetAsync(string name, CancellationToken cancellation)
    {
        new Faults().Name(name, "name").ThrowIfAny();
        await using var session = sessions.Query();
        return FeatureService.Existing(await session.LoadAsync<FeatureService>(FeatureService.StreamOf(name), cancellation), name);
    }

    /// <summary>Lists feature services ordered by name.</summary>
    public async Task<Page<FeatureService>> ListAsync(V1.ListFeatureServicesRequest request, CancellationToken cancellation)
    {
        var page = PageRequest.Of(request.PageSize, request.PageToken, max: Limits.DefinitionsPerPage);
        new Faults().Length(request.FeatureView, "feature_view", NameLength).ThrowIfAny();
        var query = DefinitionLists.Of<FeatureService>(
            service => service.Id, FeatureService.StreamPrefix, request.NamePrefix, request.Tags, request.ShowArchived, request.Descending);
        if (request.FeatureView.Length > 0) query.Where(ServicesOfViews.Condition, request.FeatureView);
        await using var session = sessions.Query();
        return await query.PageAsync(session, page, cancellation);
    }
}
