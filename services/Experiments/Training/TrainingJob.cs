using JasperFx.Events;
using Marten;
using MlOps.Analytics;
using MlOps.Blobs;
using MlOps.Experiments.Artifacts;
using MlOps.Experiments.Tracking;
using MlOps.ServiceDefaults.Identity;
using Wire = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Training;

/// <summary>The training of one run, from its plan to its end. Beginning it again repeats nothing that the run already has.</summary>
internal sealed class TrainingJob(
    IDocumentStore store, RunMutations runs, IBlobStore blobs, ModelMaking making, ModelFolders folders, ServiceIdentity identity, TimeProvider time)
{
    private const string ModelPath = "model";

    /// <summary>Trains, logs and finishes the run; throws what keeps it from that.</summary>
    public async Task RunAsync(string runId, CancellationToken cancellation)
    {
        var started = await FindAsync(runId, cancellation);
        using var acting = Act(started);
        var plan = started.Data.Plan;
        using var folder = new WorkFolder();
        var paths = new List<string>();
        foreach (var digest in plan.Data.Digests) paths.Add(await blobs.LocalPathAsync(digest, cancellation));
        var data = await TrainingSet.ReadAsync(plan, paths, folder, cancellation);
        var rounds = new RoundLog(runs, runId, time);
        var metrics = await WhileLoggingAsync(rounds, stop => making.Make(runId, plan, data, folder.Path, rounds.Add, stop), cancellation);
        var stored = await folders.StoreAsync(ModelMaking.FolderIn(folder.Path), runId, ModelPath, cancellation);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var segment = MetricSegment.Of([.. metrics.Select(metric => new MetricPoint(metric.Key, metric.Value, plan.Rounds, now))]);
        await FinishAsync(
            runId,
            at => [segment.ToEvent(runId), .. stored.Files, new ModelLogged(runId, stored.Model), new RunFinished(runId, RunStatus.Finished, "", at)],
            session => MetricSegments.Add(session, runId, segment),
            cancellation);
    }

    /// <summary>Ends the run as FAILED.</summary>
    public async Task FailAsync(string runId, string reason, CancellationToken cancellation)
    {
        using var acting = Act(await FindAsync(runId, cancellation));
        var message = reason.Length <= Limits.StatusMessageLength ? reason : reason[..Limits.StatusMessageLength];
        await FinishAsync(runId, now => [new RunFinished(runId, RunStatus.Failed, message, now)], _ => { }, cancellation);
    }

    // The training has a thread of its own; whichever of it and the logging fails stops the other.
    private static async Task<T> WhileLoggingAsync<T>(RoundLog rounds, Func<CancellationToken, T> train, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var training = Task.Run(() => train(stop.Token), CancellationToken.None);
        var logging = rounds.FlushContinuouslyAsync(stop.Token);
        var first = await Task.WhenAny(training, logging);
        await stop.CancelAsync();
        await Task.WhenAll(training, logging).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        if (first == logging) await logging;
        var result = await training;
        await rounds.FlushAsync(cancellation);
        return result;
    }

    private async Task FinishAsync(
        string runId, Func<DateTimeOffset, IEnumerable<object>> end, Action<IDocumentSession> also, CancellationToken cancellation) =>
        await runs.ApplyAsync(
            runId,
            new Wire.FinishRunRequest { RunId = runId },
            (run, now) =>
            {
                Run.Active(run, runId);
                return end(now);
            },
            cancellation,
            (session, _) =>
            {
                also(session);
                TrainingQueue.Remove(session, runId);
            });

    private async Task<IEvent<TrainingStarted>> FindAsync(string runId, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var events = await session.Events.FetchStreamAsync(Run.StreamOf(runId), token: cancellation);
        return events.OfType<IEvent<TrainingStarted>>().First();
    }

    // The service's own work, caused by whoever asked for the training.
    private IDisposable Act(IEvent started) =>
        identity.Act(started.CorrelationId, started.Id.ToString(), started.GetHeader("workspace")?.ToString() ?? Caller.DefaultWorkspace);
}
