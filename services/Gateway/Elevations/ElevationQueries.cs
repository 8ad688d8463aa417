using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Gateway.Elevations;

/// <summary>Reads the elevations of the caller's workspace.</summary>
internal sealed class ElevationQueries(CallerSessions sessions, ActiveElevations active)
{
    /// <exception cref="NotFoundException">There is none in the workspace.</exception>
    public async Task<Elevation> GetAsync(string id, CancellationToken cancellation)
    {
        await using var session = sessions.Query();
        return await session.LoadAsync<Elevation>(Elevation.StreamOf(id), cancellation) ?? throw new NotFoundException("elevation", id);
    }

    /// <summary>By their beginning, newest first.</summary>
    public async Task<Page<Elevation>> ListAsync(ListElevationsRequest filter, PageRequest page, CancellationToken cancellation)
    {
        var query = new DocumentQuery<Elevation>(elevation => elevation.Id, descending: true);
        if (filter.Subject.Length > 0) query.Where("lower(data ->> 'Subject') = ?", SubjectNames.Canonical(filter.Subject));
        if (filter.ActiveOnly) query.Where("id = any(?)", [ActiveIds()]);
        await using var session = sessions.Query();
        return await query.PageAsync(session, page, cancellation);
    }

    private string[] ActiveIds() => [.. active.IdsIn(Caller.Current.Workspace).Select(Elevation.StreamOf)];
}
