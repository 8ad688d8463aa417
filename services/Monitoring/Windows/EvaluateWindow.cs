using Google.Protobuf.WellKnownTypes;
using MlOps.Monitoring.Drift;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Predictions;
using MlOps.Runtime;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.EventSourcing;
using MlOps.ServiceDefaults.Identity;
using Wire = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Windows;

/// <summary>Closes a window: compares its rows with the training profile, and raises the alarm if enough features have drifted.</summary>
internal sealed class EvaluateWindow(Mutations mutations, MonitorQueries monitors, PredictionTables predictions, ReferenceProfiles profiles)
{
    public async Task<WindowReport> HandleAsync(Wire.EvaluateWindowRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer", "application", ServiceIdentity.Role);
        var faults = new Faults();
        faults.Name(request.Deployment, "deployment");
        faults.Require(request.StartTime is not null, "start_time", "is required");
        faults.Require(request.EndTime is not null, "end_time", "is required");
        faults.Require(request.StartTime is null || request.EndTime is null || request.StartTime.ToDateTimeOffset() < request.EndTime.ToDateTimeOffset(),
            "end_time", "must be after start_time");
        faults.ThrowIfAny();

        var monitor = await monitors.GetAsync(request.Deployment, cancellation);
        var (start, end) = (request.StartTime!.ToDateTimeOffset(), request.EndTime!.ToDateTimeOffset());
        var version = await predictions.NewestVersionAsync(request.Deployment, start, end, cancellation) ?? monitor.ModelVersion;
        if (!monitor.References.TryGetValue(version, out var digest) || digest.Length == 0)
            throw new RuleBrokenException("reference-profile", $"{monitor.Model}@{version}", "The model version has no reference profile to compare with.");
        var profile = await profiles.GetAsync(digest, cancellation);
        var rows = await predictions.ReadAsync(request.Deployment, version, start, end, [.. profile.Features.Select(feature => feature.Name)], cancellation);

        var id = Guid.CreateVersion7().ToString("N");
        var mutated = await mutations.ApplyAsync<DeploymentMonitor>(
            DeploymentMonitor.StreamOf(request.Deployment), request,
            (state, _) => Decide(DeploymentMonitor.Existing(state, request.Deployment), id, version, start, end, rows, profile, digest), cancellation);
        // A repeated request made its window the first time.
        return mutated.Repeated ? await FirstAnswerAsync(request, cancellation) : (await monitors.GetWindowAsync(id, cancellation)).Report;
    }

    /// <summary>The window's report, and the alarm if it has drifted.</summary>
    public static IEnumerable<object> Decide(
        DeploymentMonitor monitor, string id, long version, DateTimeOffset start, DateTimeOffset end, WindowRows rows, ReferenceProfile profile, string digest)
    {
        var report = DriftReport.Of(monitor, id, version, start, end, rows, profile, digest);
        yield return new WindowEvaluated(report);
        if (report.Verdict == WindowVerdict.Drifted)
        {
            yield return new DriftDetected(
                monitor.Deployment, monitor.Model, version, id, $"drift-{id}", [.. report.Features.Where(feature => feature.Drifted)], digest);
        }
    }

    private async Task<WindowReport> FirstAnswerAsync(Wire.EvaluateWindowRequest request, CancellationToken cancellation)
    {
        var (start, end) = (request.StartTime.ToDateTimeOffset(), request.EndTime.ToDateTimeOffset());
        string? before = null;
        while (true)
        {
            var page = await monitors.ListWindowsAsync(request.Deployment, before, 100, cancellation);
            if (page.FirstOrDefault(window => window.Report.StartTime == start && window.Report.EndTime == end) is { } window) return window.Report;
            if (page.Count == 0) throw new NotFoundException("window", request.RequestId);
            before = page[^1].Id;
        }
    }
}
