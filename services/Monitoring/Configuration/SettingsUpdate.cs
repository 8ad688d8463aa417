using Google.Protobuf.WellKnownTypes;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Wire;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Configuration;

/// <summary>Applies a request to settings, and validates it.</summary>
internal static class SettingsUpdate
{
    // The prediction that fills a window may have many rows, and all of them belong to it.
    private const long MaxWindowPredictions = Limits.RowsOfWindow / 2;
    private const double MaxSignificance = 0.5;
    private const double MaxEffectSize = 1000;
    private const int MaxPaths = 100;
    private const long SecondsOfDay = 86_400;
    private const long MaxRetentionDays = 3_650;

    private static readonly FieldMask.MergeOptions Replacing =
        new() { ReplacePrimitiveFields = true, ReplaceMessageFields = true, ReplaceRepeatedFields = true };

    /// <summary>The fields that the mask names as the request has them, or without a mask those that it has; the others stay.</summary>
    public static V1.MonitorSettings Of(MonitorSettings settings, V1.ConfigureMonitorRequest request)
    {
        var updated = settings.ToWire();
        if (request.UpdateMask is { Paths.Count: > 0 } mask) mask.Merge(request.Settings, updated, Replacing);
        else updated.MergeFrom(request.Settings);
        // Of two thresholds of a test the later one counts, which without a mask is the request's.
        var thresholds = updated.EffectThresholds.GroupBy(entry => entry.Test).Select(same => same.Last())
            .OrderBy(entry => entry.Test, StringComparer.Ordinal).ToList();
        updated.EffectThresholds.Clear();
        updated.EffectThresholds.Add(thresholds);
        return updated;
    }

    /// <summary>No rule is about two fields, so applying the request to the defaults shows all its faults.</summary>
    public static void Check(V1.ConfigureMonitorRequest request, IReadOnlySet<string> tests, Faults faults)
    {
        if (!CheckShape(request, tests.Count, faults)) return;
        var settings = Of(MonitorSettings.Default, request);
        faults.Require(
            settings.Significance is > 0 and <= MaxSignificance, "settings.significance", $"must be above 0 and at most {MaxSignificance}");
        foreach (var entry in settings.EffectThresholds)
        {
            faults.Require(tests.Contains(entry.Test), "settings.effect_thresholds.test", $"must be one of {string.Join(", ", tests)}");
            faults.Range(entry.EffectSize, "settings.effect_thresholds.effect_size", 0, MaxEffectSize);
        }
        faults.Range(settings.DriftShare, "settings.drift_share", 0, 1);
        faults.Range(settings.WindowPredictions, "settings.window_predictions", 0, MaxWindowPredictions);
        faults.Range(settings.MinimumRows, "settings.minimum_rows", 1, MaxWindowPredictions);
        faults.Require(IsRetention(settings.PredictionRetention), "settings.prediction_retention",
            $"must be a normalized duration from 1 to {MaxRetentionDays} days");
    }

    private static bool CheckShape(V1.ConfigureMonitorRequest request, int tests, Faults faults)
    {
        var paths = request.UpdateMask?.Paths ?? [];
        var settings = paths.Count <= MaxPaths && paths.All(FieldMask.IsValid<V1.MonitorSettings>);
        faults.Require(settings, "update_mask", $"must name at most {MaxPaths} fields of the settings");
        faults.Require(request.Settings is not null, "settings", "is required");
        var thresholds = request.Settings?.EffectThresholds.Count ?? 0;
        faults.Count(thresholds, "settings.effect_thresholds", tests);
        return settings && request.Settings is not null && thresholds <= tests;
    }

    private static bool IsRetention(Duration? duration) =>
        duration is { Nanos: 0, Seconds: >= SecondsOfDay and <= MaxRetentionDays * SecondsOfDay };
}
