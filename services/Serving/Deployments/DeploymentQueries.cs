using Marten;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Serving.Deployments;

/// <summary>Reads deployments as they are now.</summary>
internal sealed class DeploymentQueries(IQuerySession session)
{
    private const int PendingAtOnce = 100;

    public async Task<Deployment> GetAsync(string name, CancellationToken cancellation, string field = "name")
    {
        new Faults().Name(name, field).ThrowIfAny();
        return Deployment.Existing(await session.LoadAsync<Deployment>(Deployment.StreamOf(name), cancellation), name);
    }

    /// <summary>By name.</summary>
    public Task<Page<Deployment>> ListAsync(DeploymentFilter filter, PageRequest page, CancellationToken cancellation)
    {
        var query = Query(filter.Descending);
        if (filter.Model.Length > 0) query.Where("data ->> 'Model' = ?", filter.Model);
        if (filter.Status is { } status) query.Where("data ->> 'Status' = ?", status.ToString());
        else if (!filter.Retired) query.Where("data ->> 'Status' <> ?", nameof(DeploymentStatus.Retired));
        return query.PageAsync(session, page, cancellation);
    }

    /// <summary>Some of the deployments that wait for a version.</summary>
    public Task<IReadOnlyList<Deployment>> PendingAsync(CancellationToken cancellation) => Query()
        .Where("data ->> 'Status' in (?, ?)", nameof(DeploymentStatus.Pending), nameof(DeploymentStatus.Blocked))
        .SampleAsync(session, PendingAtOnce, cancellation);

    /// <summary>The deployments that follow an alias of a model.</summary>
    public Task<IReadOnlyList<Deployment>> FollowersAsync(string model, string alias, CancellationToken cancellation) => Query()
        .Where("data ->> 'Model' = ? and data ->> 'Alias' = ?", model, alias).AllAsync(session, cancellation);

    /// <summary>The deployments that answer with a version of a model.</summary>
    public Task<IReadOnlyList<Deployment>> ServingAsync(string model, long version, CancellationToken cancellation) => Query()
        .Where("data ->> 'Model' = ? and data -> 'Active' ->> 'Version' = ?", model, $"{version}").AllAsync(session, cancellation);

    private static DocumentQuery<Deployment> Query(bool descending = false) => new(deployment => deployment.Id, descending);
}

/// <summary>Which deployments a list has, and which way it goes.</summary>
/// <param name="Retired">Whether it has those that are retired too.</param>
internal sealed record DeploymentFilter(
    string Model = "", DeploymentStatus? Status = null, bool Descending = false, bool Retired = true);
