using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using MlOps.Monitoring.Monitors;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Wire;

/// <summary>Settings as their message, which updates are merged in, and back.</summary>
internal static class SettingsMessages
{
    public static V1.MonitorSettings ToWire(this MonitorSettings settings) => new()
    {
        Significance = settings.Significance,
        EffectThresholds =
        {
            settings.EffectThresholds.Select(entry => new V1.EffectThreshold { Test = entry.Key, EffectSize = entry.Value }),
        },
        DriftShare = settings.DriftShare,
        WindowPredictions = settings.WindowPredictions,
        MinimumRows = settings.MinimumRows,
        PredictionRetention = settings.PredictionRetention.ToDuration(),
    };

    public static MonitorSettings FromWire(this V1.MonitorSettings settings) => new(
        settings.Significance,
        settings.EffectThresholds.ToImmutableSortedDictionary(entry => entry.Test, entry => entry.EffectSize, StringComparer.Ordinal),
        settings.DriftShare,
        settings.WindowPredictions,
        settings.MinimumRows,
        settings.PredictionRetention.ToTimeSpan());
}
