using Marten;
using MlOps.Monitoring.Paging;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Monitoring.Monitors;

/// <summary>Reads monitors as they are now.</summary>
internal sealed class MonitorQueries(IQuerySession session)
{
    public async Task<DeploymentMonitor> GetAsync(string deployment, CancellationToken cancellation)
    {
        new Faults().Name(deployment, "deployment").ThrowIfAny();
        return DeploymentMonitor.Existing(
            await session.LoadAsync<DeploymentMonitor>(DeploymentMonitor.StreamOf(deployment), cancellation), deployment);
    }

    /// <summary>By deployment, those of one model or of all (empty).</summary>
    public Task<IReadOnlyList<DeploymentMonitor>> ListAsync(string model, string? after, int count, CancellationToken cancellation)
    {
        if (model.Length > 0) new Faults().Name(model, "model").ThrowIfAny();
        return new DocumentQuery().Where(model.Length > 0, "data ->> 'Model' = ?", () => model)
            .FirstAsync<DeploymentMonitor>(session, Key(after), count, cancellation);
    }

    /// <summary>Those whose windows close by themselves.</summary>
    public Task<IReadOnlyList<DeploymentMonitor>> ListClosingAsync(string? after, int count, CancellationToken cancellation) =>
        new DocumentQuery().Where(true, "(data -> 'Settings' ->> 'WindowPredictions')::bigint > ?", () => 0)
            .FirstAsync<DeploymentMonitor>(session, Key(after), count, cancellation);

    private static string? Key(string? after) => after is null ? null : DeploymentMonitor.StreamOf(after);
}
