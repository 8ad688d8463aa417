using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Wire = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Tracking;

/// <summary>Logs metric points, parameters and tags of a run, all or nothing.</summary>
internal sealed class LogBatch(RunMutations runs, TimeProvider time)
{
    public Task<Mutated<Run>> HandleAsync(Wire.LogBatchRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        Check(request);
        var now = time.GetUtcNow();
        var segment = MetricSegment.Of([.. request.Metrics.Select(metric => Point(metric, now))]);
        return runs.ApplyAsync(request.RunId, request, (run, _) => Decide(run, request, segment), cancellation, (session, events) =>
        {
            if (events.OfType<MetricsLogged>().Any()) MetricSegments.Add(session, request.RunId, segment);
        });
    }

    public static object[] Decide(Run? state, Wire.LogBatchRequest command, MetricSegment segment)
    {
        var run = Run.Active(state, command.RunId);
        var changedParams = command.Params.Where(param => !run.Params.ContainsKey(param.Key)).ToImmutableSortedDictionary(param => param.Key, param => param.Value);
        var changedTags = command.Tags.Where(tag => run.Tags.GetValueOrDefault(tag.Key) != tag.Value).ToImmutableSortedDictionary();
        RequireUnchanged(run, command.Params);
        RequireRoom("params", Limits.RunParams, run.Params.Count, changedParams.Count);
        RequireRoom("tags", Limits.RunTags, run.Tags.Count, changedTags.Keys.Count(key => !run.Tags.ContainsKey(key)));
        RequireRoom("metric keys", Limits.RunMetricKeys, run.Metrics.Count, segment.Points.Select(point => point.Key).Distinct().Count(key => !run.Metrics.ContainsKey(key)));
        return
        [
            .. changedParams.IsEmpty && changedTags.IsEmpty ? (object[])[] : [new RunDataLogged(run.RunId, changedParams, changedTags)],
            .. segment.Points.Count == 0 ? (object[])[] : [segment.ToEvent(run.RunId)],
        ];
    }

    /// <summary>Parameters say what the run was made with, so they never change; the same value again is accepted.</summary>
    public static void RequireUnchanged(Run run, IEnumerable<Wire.Param> parameters)
    {
        var changed = parameters.Where(param => run.Params.TryGetValue(param.Key, out var value) && value != param.Value).Select(param => param.Key).ToList();
        if (changed.Count > 0)
            throw new RuleBrokenException("params-immutable", run.Id, $"Parameters cannot change; these have another value already: {string.Join(", ", changed)}.");
    }

    private static void RequireRoom(string what, int limit, int present, int added)
    {
        if (present + added > limit) throw new LimitExceededException(what, $"A run has at most {limit} {what}; it has {present} and {added} would be added.");
    }

    private static MetricPoint Point(Wire.Metric metric, DateTimeOffset now) => new(
        metric.Key,
        metric.Value,
        metric.Step,
        DateTimeOffset.FromUnixTimeMilliseconds((metric.Timestamp?.ToDateTimeOffset() ?? now).ToUnixTimeMilliseconds()));

    private static void Check(Wire.LogBatchRequest request)
    {
        var faults = new Faults();
        Limits.CheckRunId(faults, request.RunId);
        faults.Count(request.Metrics.Count, "metrics", Limits.BatchMetrics);
        faults.Count(request.Params.Count, "params", Limits.BatchParams);
        for (var i = 0; i < Math.Min(request.Metrics.Count, Limits.BatchMetrics); i++)
        {
            Limits.CheckKey(faults, request.Metrics[i].Key, $"metrics[{i}].key");
            faults.Require(request.Metrics[i].Timestamp is not { } moment || IsMoment(moment), $"metrics[{i}].timestamp", "must be a moment between the years 1 and 9999");
        }

        for (var i = 0; i < Math.Min(request.Params.Count, Limits.BatchParams); i++)
        {
            Limits.CheckKey(faults, request.Params[i].Key, $"params[{i}].key");
            faults.Length(request.Params[i].Value, $"params[{i}].value", Limits.ParamValueLength);
        }

        foreach (var twice in request.Params.GroupBy(param => param.Key).Where(group => group.Count() > 1))
            faults.Require(false, "params", $"has '{twice.Key}' more than once");
        Limits.CheckTags(faults, request.Tags);
        faults.ThrowIfAny();
    }

    private static bool IsMoment(Timestamp moment) => moment is { Seconds: >= -62135596800 and <= 253402300799, Nanos: >= 0 and < 1_000_000_000 };
}
