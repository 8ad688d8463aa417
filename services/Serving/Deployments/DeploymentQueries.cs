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
        var query = new DocumentQuery<Deployment>(deployment => deployment.Id, filter.Descending);
        if (filter.Model.Length > 0) query.Where("data ->> 'Model' = ?", filter.Model);
        if (filter.Status is { } status) query.Where("data ->> 'Status' = ?", status.ToString());
        else if (!filter.Retired) query.Where("data ->> 'Status' <> ?", nameof(DeploymentStatus.Retired));
        return query.PageAsync(session, page, cancellation);
    }

    /// <summary>Some of the deployments that wait for a version.</summary>
    public async Task<IReadOnlyList<Deployment>> PendingAsync(CancellationToken cancellation) => await session.QueryAsync<Deployment>(
        "where data ->> 'Status' in (?, ?) order by random() limit ?", cancellation,
        nameof(DeploymentStatus.Pending), nameof(DeploymentStatus.Blocked), PendingAtOnce);

    /// <summary>The deployments that follow an alias of a model.</summary>
    public async Task<IReadOnlyList<Deployment>> FollowersAsync(string model, string alias, CancellationToken cancellation) =>
        await session.QueryAsync<Deployment>(
            "where data ->> 'Model' = ? and data ->> 'Alias' = ? order by id", cancellation, model, alias);

    /// <summary>The deployments that answer with a version of a model.</summary>
    public async Task<IReadOnlyList<Deployment>> ServingAsync(string model, long version, CancellationToken cancellation) =>
        await session.QueryAsync<Deployment>(
            "where data ->> 'Model' = ? and data -> 'Active' ->> 'Version' = ? order by id", cancellation, model, $"{version}");
}

/// <summary>Which deployments a list has, and which way it goes.</summary>
/// <param name="Retired">Whether it has those that are retired too.</param>
internal sealed record DeploymentFilter(
    string Model = "", DeploymentStatus? Status = null, bool Descending = false, bool Retired = true);
