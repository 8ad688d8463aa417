using Marten;
using MlOps.EventSourcing;
using MlOps.Monitoring.Monitors;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Windows;

/// <summary>Reads evaluated windows.</summary>
internal sealed class WindowQueries(IQuerySession session, MonitorQueries monitors)
{
    public async Task<WindowDetails> GetAsync(string id, CancellationToken cancellation)
    {
        new Faults().Text(id, "window_id", Limits.IdLength).ThrowIfAny();
        return await session.LoadAsync<WindowDetails>(id, cancellation) ?? throw new NotFoundException("window", id);
    }

    /// <summary>Newest first.</summary>
    public async Task<Page<WindowDetails>> ListAsync(V1.ListWindowsRequest filter, PageRequest page, CancellationToken cancellation)
    {
        new Faults().Require(Enum.IsDefined(filter.Verdict), "verdict", "is no verdict")
            .Moment(filter.StartTime, "start_time").Moment(filter.EndTime, "end_time").ThrowIfAny();
        await monitors.GetAsync(filter.Deployment, cancellation);
        var query = new DocumentQuery<WindowDetails>(window => window.Id, descending: true)
            .Where("data ->> 'Deployment' = ?", filter.Deployment);
        if (filter.Verdict != V1.WindowVerdict.Unspecified) query.Where("data -> 'Report' ->> 'Verdict' = ?", $"{filter.Verdict}");
        if (filter.StartTime is { } start)
            query.Where("(data -> 'Report' ->> 'StartTime')::timestamptz >= ?", start.ToDateTimeOffset());
        if (filter.EndTime is { } end) query.Where("(data -> 'Report' ->> 'EndTime')::timestamptz <= ?", end.ToDateTimeOffset());
        return await query.PageAsync(session, page, cancellation);
    }
}
