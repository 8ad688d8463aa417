using Marten;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;

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

    /// <summary>By deployment.</summary>
    public Task<Page<DeploymentMonitor>> ListAsync(MonitorFilter filter, PageRequest page, CancellationToken cancellation)
    {
        var query = new DocumentQuery<DeploymentMonitor>(monitor => monitor.Id, filter.Descending);
        if (filter.Model.Length > 0) query.Where("data ->> 'Model' = ?", filter.Model);
        if (!filter.Archived) query.Where("data ->> 'Archived' = 'false'");
        if (filter.Closing) query.Where("(data -> 'Settings' ->> 'WindowPredictions')::bigint > 0");
        return query.PageAsync(session, page, cancellation);
    }
}

/// <summary>Which monitors a list has, and which way it goes.</summary>
/// <param name="Archived">Whether it has those that are archived too.</param>
/// <param name="Closing">Whether it has only those whose windows close by themselves.</param>
internal sealed record MonitorFilter(string Model = "", bool Archived = false, bool Closing = false, bool Descending = false);
