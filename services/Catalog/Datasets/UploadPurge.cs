using MlOps.Blobs;
using MlOps.EventSourcing;
using MlOps.Operations;

namespace MlOps.Catalog.Datasets;

/// <summary>
/// Removes uploads that no active operation needs: what a crash between receiving and queueing, or at the end, left behind.
/// </summary>
internal sealed class UploadPurge(UploadStore uploads, CallerSessions sessions, OccupiedWorkspaces workspaces, TimeProvider time,
    ILogger<UploadPurge> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await PurgeAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.UploadsNotPurged(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Removes those older than an hour whose operation has ended or never was.</summary>
    public async Task PurgeAsync(CancellationToken cancellation)
    {
        foreach (var upload in uploads.Before(time.GetUtcNow() - Interval).ToList())
        {
            if (await IsNeededAsync(UploadName.OperationOf(upload), cancellation)) continue;
            uploads.Remove(upload);
            logger.UploadPurged(upload);
        }
    }

    private async Task<bool> IsNeededAsync(ScopedName operation, CancellationToken cancellation)
    {
        using var acting = workspaces.Enter(operation.Workspace);
        await using var session = sessions.Query();
        var found = await session.LoadAsync<Operation>(Operation.StreamOf(operation.Name), cancellation);
        return found is { State: OperationState.Active };
    }
}
