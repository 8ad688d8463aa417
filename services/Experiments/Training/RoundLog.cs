using MlOps.Experiments.Tracking;
using MlOps.Operations;
using MlOps.Runtime;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Training;

/// <summary>Buffers the metrics of each round from the training thread, logs them in batches and reports progress.</summary>
internal sealed class RoundLog(RunMutations runs, string runId, int rounds, OperationProgress progress, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(150);
    private readonly Lock gate = new();
    private List<MetricPoint> pending = [];
    private int done;

    /// <summary>The metrics of a round: <c>train_rmse</c>, <c>eval_rmse</c> and the like, with the round as step.</summary>
    public void Add(RoundMetrics round)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        lock (gate)
        {
            done = round.Round + 1;
            foreach (var (set, metrics) in round.Values)
            {
                var prefix = set == RoundMetrics.Evaluation ? "eval" : set;
                pending.AddRange(metrics.Select(metric => new MetricPoint($"{prefix}_{metric.Key}", metric.Value, round.Round, now)));
            }
        }
    }

    /// <summary>Flushes periodically until cancelled; throws <see cref="RuleBrokenException"/> when the run has ended.</summary>
    public async Task FlushContinuouslyAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            await FlushAsync(cancellation);
            await progress.ReportAsync((double)done / rounds, $"{done} of {rounds} rounds", cancellation);
        }
    }

    /// <summary>Logs the buffered metrics.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        List<MetricPoint> points;
        lock (gate) (points, pending) = (pending, []);
        try
        {
            foreach (var batch in points.Chunk(Limits.BatchMetrics)) await LogAsync(batch, cancellation);
        }
        catch
        {
            // Points that were logged before the failure are skipped next time: see Unlogged.
            lock (gate) pending.InsertRange(0, points);
            throw;
        }
    }

    private async Task LogAsync(MetricPoint[] batch, CancellationToken cancellation)
    {
        MetricSegment? segment = null;
        await runs.ApplyAsync(
            runId,
            new V1.LogBatchRequest { RunId = runId },
            (run, _) => (segment = Unlogged(Run.Active(run, runId), batch)) is null ? [] : [segment.ToEvent(runId)],
            cancellation,
            (session, _) => MetricSegments.Add(session, runId, segment!));
    }

    /// <summary>
    /// The points that the run does not have yet: a training that starts over after a crash repeats those of its rounds before.
    /// </summary>
    public static MetricSegment? Unlogged(Run run, IEnumerable<MetricPoint> points)
    {
        MetricPoint[] unlogged =
            [.. points.Where(point => !run.Metrics.TryGetValue(point.Key, out var latest) || point.Step > latest.Step)];
        return unlogged.Length == 0 ? null : MetricSegment.Of(unlogged);
    }
}
