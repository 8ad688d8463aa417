using Marten;
using MlOps.Monitoring.Windows;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Monitoring.Monitors;

/// <summary>Reads monitors, windows and alerts as they are now.</summary>
internal sealed class MonitorQueries(IQuerySession session)
{
    private const string NewestFirst = "where data ->> 'Deployment' = ? and (? = '' or id < ?) order by id desc limit ?";

    public async Task<DeploymentMonitor> GetAsync(string deployment, CancellationToken cancellation) => DeploymentMonitor.Existing(
        await session.LoadAsync<DeploymentMonitor>(DeploymentMonitor.StreamOf(Checked(deployment)), cancellation), deployment);

    public async Task<IReadOnlyList<DeploymentMonitor>> ListAsync(string? after, int count, CancellationToken cancellation) =>
        await session.QueryAsync<DeploymentMonitor>("where id > ? order by id limit ?", cancellation, DeploymentMonitor.StreamOf(after ?? ""), count);

    public async Task<WindowDetails> GetWindowAsync(string id, CancellationToken cancellation) =>
        await session.LoadAsync<WindowDetails>(id, cancellation) ?? throw new NotFoundException("window", id);

    /// <summary>Newest first: the ids are UUIDs of version 7.</summary>
    public async Task<IReadOnlyList<WindowDetails>> ListWindowsAsync(string deployment, string? before, int count, CancellationToken cancellation)
    {
        await GetAsync(deployment, cancellation);
        return await session.QueryAsync<WindowDetails>(
            NewestFirst, cancellation, deployment, before ?? "", before ?? "", count);
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<AlertDetails>> ListAlertsAsync(string deployment, string? before, int count, CancellationToken cancellation)
    {
        await GetAsync(deployment, cancellation);
        return await session.QueryAsync<AlertDetails>(
            NewestFirst, cancellation, deployment, before ?? "", before ?? "", count);
    }

    private static string Checked(string deployment)
    {
        new Faults().Name(deployment, "deployment").ThrowIfAny();
        return deployment;
    }
}
