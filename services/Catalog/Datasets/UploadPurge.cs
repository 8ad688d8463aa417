using Marten;
using MlOps.Blobs;
using MlOps.Operations;

namespace MlOps.Catalog.Datasets;

/// <summary>
/// Removes uploads that no active operation needs: what a crash between receiving and queueing, or at the end, left behind.
/// </summary>
internal sealed class UploadPurge(UploadStore uploads, IDocumentStore store, TimeProvider time, ILogger<UploadPurge> logger)
    : BackgroundService
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
        foreach (var id in uploads.Before(time.GetUtcNow() - Interval).ToList())
        {
            await using var session = store.QuerySession();
            var operation = await session.LoadAsync<Operation>(Operation.StreamOf(id), cancellation);
            if (operation is { State: OperationState.Active }) continue;
            uploads.Remove(id);
            logger.UploadPurged(id);
        }
    }
}
