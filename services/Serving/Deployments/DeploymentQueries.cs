using Marten;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Serving.Deployments;

/// <summary>Reads deployments as they are now.</summary>
internal sealed class DeploymentQueries(IQuerySession session)
{
    private const int PendingAtOnce = 100;

    public async Task<Deployment> GetAsync(string name, CancellationToken cancellation)
    {
        new Faults().Name(name, "name").ThrowIfAny();
        return Deployment.Existing(await session.LoadAsync<Deployment>(Deployment.StreamOf(name), cancellation), name);
    }

    public async Task<IReadOnlyList<Deployment>> ListAsync(string? after, int count, CancellationToken cancellation) =>
        await session.QueryAsync<Deployment>("where id > ? order by id limit ?", cancellation, Deployment.StreamOf(after ?? ""), count);

    /// <summary>Some of the deployments that wait for a version.</summary>
    public async Task<IReadOnlyList<Deployment>> PendingAsync(CancellationToken cancellation) =>
        await session.QueryAsync<Deployment>("where data ->> 'Status' = ? order by random() limit ?", cancellation, nameof(DeploymentStatus.Pending), PendingAtOnce);

    /// <summary>The deployments that follow an alias of a model.</summary>
    public async Task<IReadOnlyList<Deployment>> FollowersAsync(string model, string alias, CancellationToken cancellation) =>
        await session.QueryAsync<Deployment>("where data ->> 'Model' = ? and data ->> 'Alias' = ? order by id", cancellation, model, alias);
}
