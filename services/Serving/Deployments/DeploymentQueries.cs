using Marten;
using MlOps.ServiceDefaults.Errors;

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

    public async Task<IReadOnlyList<Deployment>> ListAsync(
        DeploymentFilter filter, string? after, int count, CancellationToken cancellation)
    {
        var conditions = "where true";
        var parameters = new List<object>();
        if (filter.Model.Length > 0) And("data ->> 'Model' = ?", filter.Model);
        if (filter.Status is { } status) And("data ->> 'Status' = ?", status.ToString());
        if (after is not null) And(filter.Descending ? "id < ?" : "id > ?", Deployment.StreamOf(after));
        return await session.QueryAsync<Deployment>(
            $"{conditions} order by id{(filter.Descending ? " desc" : "")} limit ?", cancellation, [.. parameters, count]);

        void And(string condition, string value)
        {
            conditions += $" and {condition}";
            parameters.Add(value);
        }
    }

    /// <summary>Some of the deployments that wait for a version.</summary>
    public async Task<IReadOnlyList<Deployment>> PendingAsync(CancellationToken cancellation) => await session.QueryAsync<Deployment>(
        "where data ->> 'Status' in (?, ?) order by random() limit ?", cancellation,
        nameof(DeploymentStatus.Pending), nameof(DeploymentStatus.Blocked), PendingAtOnce);

    /// <summary>The deployments that follow an alias of a model.</summary>
    public async Task<IReadOnlyList<Deployment>> FollowersAsync(string model, string alias, CancellationToken cancellation) =>
        await session.QueryAsync<Deployment>("where data ->> 'Model' = ? and data ->> 'Alias' = ? order by id", cancellation, model, alias);

    /// <summary>The deployments that answer with a version of a model.</summary>
    public async Task<IReadOnlyList<Deployment>> ServingAsync(string model, long version, CancellationToken cancellation) =>
        await session.QueryAsync<Deployment>(
            "where data ->> 'Model' = ? and data -> 'Active' ->> 'Version' = ? order by id", cancellation, model, $"{version}");
}

/// <summary>Which deployments a list has, and which way it goes.</summary>
internal sealed record DeploymentFilter(string Model = "", DeploymentStatus? Status = null, bool Descending = false);
