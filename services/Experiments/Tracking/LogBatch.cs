using System.Collections.Immutable;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Tracking;

/// <summary>Logs metric points, parameters and tags of a run, all or nothing.</summary>
internal sealed class LogBatch(RunMutations runs, TimeProvider time)
{
    public Task<Mutated<Run>> HandleAsync(V1.LogBatchRequest request, CancellationToken cancellation)
    {
        Check(request);
        var now = time.GetUtcNow();
        var segment = MetricSegment.Of([.. request.Metrics.Select(metric => Point(metric, now))]);
        return runs.ApplyAsync(
            request.RunId, request, (run, _) => Decide(run, request, segment), cancellation,
            (session, events) =>
            {
                if (events.OfType<MetricsLogged>().Any()) MetricSegments.Add(session, request.RunId, segment);
            });
    }

    public static IEnumerable<object> Decide(Run? state, V1.LogBatchRequest command, MetricSegment segment)
    {
        var run = Run.Active(state, command.RunId);
        RequireUnchanged(run, command.Params);
        var newParams = command.Params.Where(param => !run.Params.ContainsKey(param.Key))
            .ToImmutableSortedDictionary(param => param.Key, param => param.Value);
        var newTags = command.Tags.Where(tag => run.Tags.GetValueOrDefault(tag.Key) != tag.Value).ToImmutableSortedDictionary();
        var newKeys = segment.Points.Select(point => point.Key).Where(key => !run.Metrics.ContainsKey(key)).Distinct().ToList();
        if (newParams.Count > 0) Limits.RequireParams(run.Params.AddRange(newParams));
        if (newTags.Count > 0) Limits.RequireTags(run.Tags.SetItems(newTags));
        if (newKeys.Count > 0) Limits.RequireMetrics([.. run.Metrics.Keys, .. newKeys]);
        if (newParams.Count + newTags.Count > 0) yield return new RunDataLogged(run.RunId, newParams, newTags);
        if (segment.Points.Count > 0) yield return segment.ToEvent(run.RunId);
    }

    /// <summary>Parameters say what the run was made with, so they never change; the same value again is accepted.</summary>
    public static void RequireUnchanged(Run run, IEnumerable<V1.Param> parameters)
    {
        var changed = parameters.Where(param => run.Params.TryGetValue(param.Key, out var value) && value != param.Value)
            .Select(param => param.Key).ToList();
        if (changed.Count == 0) return;
        throw new RuleBrokenException(
            "params-immutable", run.Id, $"Parameters cannot change; these have another value already: {string.Join(", ", changed)}.");
    }

    private static MetricPoint Point(V1.Metric metric, DateTimeOffset now) => new(
        metric.Key,
        metric.Value,
        metric.Step,
        DateTimeOffset.FromUnixTimeMilliseconds((metric.Timestamp?.ToDateTimeOffset() ?? now).ToUnixTimeMilliseconds()));

    private static void Check(V1.LogBatchRequest request)
    {
        var faults = new Faults();
        Limits.CheckRunId(faults, request.RunId);
        faults.Count(request.Metrics.Count, "metrics", Limits.BatchMetrics);
        foreach (var (metric, i) in request.Metrics.Take(Limits.BatchMetrics).Select((metric, i) => (metric, i)))
        {
            Limits.CheckKey(faults, metric.Key, $"metrics[{i}].key");
            faults.Moment(metric.Timestamp, $"metrics[{i}].timestamp");
        }

        faults.Count(request.Params.Count, "params", Limits.BatchParams);
        foreach (var (param, i) in request.Params.Take(Limits.BatchParams).Select((param, i) => (param, i)))
        {
            Limits.CheckKey(faults, param.Key, $"params[{i}].key");
            faults.Length(param.Value, $"params[{i}].value", Limits.ParamValueLength);
        }

        var twice = request.Params.Take(Limits.BatchParams).GroupBy(param => param.Key).Where(group => group.Count() > 1);
        foreach (var group in twice) faults.Require(false, "params", $"has '{group.Key}' more than once");
        Limits.CheckTags(faults, request.Tags);
        faults.ThrowIfAny();
    }
}
