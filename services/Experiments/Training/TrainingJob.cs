using MlOps.Analytics;
using MlOps.Blobs;
using MlOps.Experiments.Artifacts;
using MlOps.Experiments.Tracking;
using MlOps.Operations;
using MlOps.ServiceDefaults.Errors;
using MlOps.XGBoost;
using V1 = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Training;

/// <summary>The training of one run, from its plan to its end. It is idempotent: starting over logs nothing twice.</summary>
internal sealed class TrainingJob(
    Runs queries, RunMutations runs, IBlobStore blobs, ModelMaking making, ModelFolders folders, TimeProvider time)
{
    private const string ModelPath = "model";

    /// <summary>Trains, logs and finishes the run; throws on failure.</summary>
    public async Task<Run> RunAsync(string runId, OperationProgress progress, CancellationToken cancellation)
    {
        var run = await queries.GetAsync(runId, cancellation);
        if (run.Status == RunStatus.Finished) return run;
        var plan = Run.Active(run, runId).Training!;
        using var folder = new WorkFolder();
        var paths = new List<string>();
        var files = await blobs.ReadDataFilesAsync(plan, cancellation);
        foreach (var digest in files.Digests) paths.Add(await blobs.LocalPathAsync(digest, cancellation));
        var data = await Explained(runId, () => TrainingSet.ReadAsync(plan, files, paths, folder, cancellation));
        var rounds = new RoundLog(runs, runId, plan.Rounds, progress, time);
        var metrics = await Explained(runId, () =>
            WhileLoggingAsync(rounds, stop => making.Make(runId, plan, data, folder.Path, rounds.Add, stop), cancellation));
        var stored = await folders.StoreAsync(ModelMaking.FolderIn(folder.Path), runId, ModelPath, cancellation);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var segment = MetricSegment.Of([.. metrics.Select(metric => new MetricPoint(metric.Key, metric.Value, plan.Rounds, now))]);
        var finished = await runs.ApplyAsync(
            runId,
            new V1.FinishRunRequest { RunId = runId },
            (state, at) =>
            {
                Run.Active(state, runId);
                return
                [
                    segment.ToEvent(runId), .. stored.Files, new ModelLogged(runId, stored.Model),
                    new RunFinished(runId, RunStatus.Finished, "", at),
                ];
            },
            cancellation,
            (session, _) => MetricSegments.Add(session, runId, segment));
        return finished.State;
    }

    /// <summary>Ends the run without a model; one that has ended stays as it is.</summary>
    public async Task EndAsync(string runId, RunStatus status, string reason, CancellationToken cancellation)
    {
        var message = reason.Length <= Limits.StatusMessageLength ? reason : reason[..Limits.StatusMessageLength];
        await runs.ApplyAsync(
            runId,
            new V1.FinishRunRequest { RunId = runId },
            (run, now) => run is { HasEnded: false } ? [new RunFinished(runId, status, message, now)] : [],
            cancellation);
    }

    // Exceptions of the libraries about data and hyperparameters are shown to the user.
    private static async Task<T> Explained<T>(string runId, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is TrainingSetException or XGBoostException or ArgumentException or InvalidOperationException)
        {
            throw new RuleBrokenException("training-failed", Run.StreamOf(runId), e.Message);
        }
    }

    // Training runs on its own thread; when training or logging fails, the other one is cancelled.
    private static async Task<T> WhileLoggingAsync<T>(RoundLog rounds, Func<CancellationToken, T> train, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var training = Task.Run(() => train(stop.Token), CancellationToken.None);
        var logging = rounds.FlushContinuouslyAsync(stop.Token);
        var first = await Task.WhenAny(training, logging);
        await stop.CancelAsync();
        await Task.WhenAll(training, logging).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (first == logging) await logging;
        var result = await training;
        await rounds.FlushAsync(cancellation);
        return result;
    }
}
