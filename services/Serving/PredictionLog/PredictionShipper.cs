using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Serving.PredictionLog;

/// <summary>
/// Moves closed journal segments to the database: rows and event in one transaction for each workspace, then the file is deleted.
/// Idempotent: a segment that is shipped twice adds nothing the second time.
/// </summary>
internal sealed class PredictionShipper(
    PredictionJournal journal, PredictionSegments segments, CallerSessions sessions, ServiceIdentity identity, TimeProvider time,
    ILogger<PredictionShipper> logger)
    : BackgroundService
{
    private const int MaxAttempts = 5;

    // How long a prediction may stay in the open segment before it is shipped.
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        journal.Recover();
        while (true)
        {
            if (await ShipAllAsync(stoppingToken))
            {
                await journal.SegmentBegunAsync(stoppingToken);
                await Task.Delay(Round, time, stoppingToken);
            }
            else
            {
                await Task.Delay(AfterFailure, time, stoppingToken);
            }
        }
    }

    private async Task<bool> ShipAllAsync(CancellationToken cancellation)
    {
        foreach (var path in journal.CloseSegments())
        {
            if (!await ShipAsync(path, cancellation)) return false;
        }
        return true;
    }

    private async Task<bool> ShipAsync(string path, CancellationToken cancellation)
    {
        var id = Path.GetFileNameWithoutExtension(path);
        try
        {
            var content = SegmentFile.Read(path);
            foreach (var records in content.Records.GroupBy(WorkspaceOf)) await AddAsync(records.Key, id, [.. records], cancellation);
            Finish(path, id, content);
            return true;
        }
        catch (Exception e)
        {
            if (!cancellation.IsCancellationRequested) logger.SegmentNotStored(e, id);
            return false;
        }
    }

    /// <summary>Other nodes append to the same streams: an append that lost a race is tried again on the new version.</summary>
    private async Task AddAsync(string workspace, string id, IReadOnlyList<LoggedPrediction> records, CancellationToken cancellation)
    {
        using var acting = identity.Act(workspace: workspace);
        for (var attempt = 1; ; attempt++)
        {
            await using var session = sessions.Open();
            await segments.AddAsync(session, id, records, cancellation);
            try
            {
                await session.SaveChangesAsync(cancellation);
                return;
            }
            catch (Exception e) when (attempt < MaxAttempts && LostRace.Is(e))
            {
                // The next attempt reads the new version.
            }
        }
    }

    // A segment that was written before there were workspaces names none.
    private static string WorkspaceOf(LoggedPrediction record) =>
        record.Prediction.Workspace is { Length: > 0 } workspace ? workspace : Caller.DefaultWorkspace;

    private void Finish(string path, string id, SegmentContent content)
    {
        if (content.IsDamaged)
        {
            logger.DamagedSegment(id, content.LostBytes);
            File.Move(path, Path.ChangeExtension(path, SegmentFile.Damaged));
            return;
        }
        if (content.LostBytes > 0) logger.TornSegment(id, content.LostBytes);
        File.Delete(path);
    }
}
