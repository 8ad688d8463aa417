using Marten;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Paging;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Windows;

/// <summary>Reads evaluated windows.</summary>
internal sealed class WindowQueries(IQuerySession session, MonitorQueries monitors)
{
    private const int MaxIdLength = 128;

    public async Task<WindowDetails> GetAsync(string id, CancellationToken cancellation)
    {
        new Faults().Text(id, "window_id", MaxIdLength).ThrowIfAny();
        return await session.LoadAsync<WindowDetails>(id, cancellation) ?? throw new NotFoundException("window", id);
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<WindowDetails>> ListAsync(
        V1.ListWindowsRequest filter, string? before, int count, CancellationToken cancellation)
    {
        new Faults().Require(Enum.IsDefined(filter.Verdict), "verdict", "is no verdict")
            .Moment(filter.StartTime, "start_time").Moment(filter.EndTime, "end_time").ThrowIfAny();
        await monitors.GetAsync(filter.Deployment, cancellation);
        return await new DocumentQuery()
            .Where(true, "data ->> 'Deployment' = ?", () => filter.Deployment)
            .Where(filter.Verdict != V1.WindowVerdict.Unspecified, "data -> 'Report' ->> 'Verdict' = ?", () => $"{filter.Verdict}")
            .Where(
                filter.StartTime is not null, "(data -> 'Report' ->> 'StartTime')::timestamptz >= ?",
                () => filter.StartTime!.ToDateTimeOffset())
            .Where(
                filter.EndTime is not null, "(data -> 'Report' ->> 'EndTime')::timestamptz <= ?", () => filter.EndTime!.ToDateTimeOffset())
            .LastAsync<WindowDetails>(session, before, count, cancellation);
    }
}
