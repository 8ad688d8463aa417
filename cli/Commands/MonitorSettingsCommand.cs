using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Monitoring.V1;
using Spectre.Console;

namespace MlOps.Cli.Commands;

/// <summary><c>mlops monitor configure</c></summary>
internal static class MonitorSettingsCommand
{
    private static readonly Argument<string> Deployment = new("deployment");
    private static readonly Option<double?> Significance = new("--significance") { Description = "Chance of a false alarm in a window." };
    private static readonly Option<string[]> Thresholds = new("--threshold") { Description = "test=effect size, e.g. psi=0.25" };
    private static readonly Option<double?> DriftShare = new("--drift-share") { Description = "Share of features; 0 = any." };
    private static readonly Option<long?> WindowPredictions = new("--window-predictions") { Description = "Rows; 0 = on demand." };
    private static readonly Option<long?> MinimumRows = new("--minimum-rows");
    private static readonly Option<int?> RetentionDays = new("--retention-days") { Description = "Of predictions and labels." };
    private static readonly Option<string> Reason = new("--reason") { DefaultValueFactory = _ => "" };

    public static Command Build()
    {
        var command = new Command("configure", "Changes the settings that are given.")
        {
            Deployment, Significance, Thresholds, DriftShare, WindowPredictions, MinimumRows, RetentionDays, Reason,
        };
        command.Runs(async (parsed, gateway, cancellation) =>
        {
            var monitor = await gateway.Monitoring.ConfigureMonitorAsync(Request(parsed), cancellationToken: cancellation);
            AnsiConsole.WriteLine(TextOf(monitor.Settings));
        });
        return command;
    }

    public static string TextOf(MonitorSettings settings) =>
        $"significance {settings.Significance}, drift share {settings.DriftShare}, window predictions {settings.WindowPredictions}, " +
        $"minimum rows {settings.MinimumRows}, retention {settings.PredictionRetention.ToTimeSpan().TotalDays} days, thresholds " +
        string.Join(' ', settings.EffectThresholds.Select(threshold => $"{threshold.Test}={threshold.EffectSize}"));

    private static ConfigureMonitorRequest Request(ParseResult parsed)
    {
        var (settings, mask) = (new MonitorSettings(), new FieldMask());
        Set(Significance, "significance", value => settings.Significance = value);
        Set(DriftShare, "drift_share", value => settings.DriftShare = value);
        Set(WindowPredictions, "window_predictions", value => settings.WindowPredictions = value);
        Set(MinimumRows, "minimum_rows", value => settings.MinimumRows = value);
        Set(RetentionDays, "prediction_retention", value => settings.PredictionRetention = TimeSpan.FromDays(value).ToDuration());
        if (parsed.GetValue(Thresholds) is { Length: > 0 } thresholds)
        {
            settings.EffectThresholds.Add(thresholds.Select(Threshold));
            mask.Paths.Add("effect_thresholds");
        }
        return new ConfigureMonitorRequest
        {
            Deployment = parsed.GetValue(Deployment), Settings = settings, UpdateMask = mask, Reason = parsed.GetValue(Reason),
        };

        void Set<T>(Option<T?> option, string field, Action<T> set)
            where T : struct
        {
            if (parsed.GetValue(option) is not { } value) return;
            set(value);
            mask.Paths.Add(field);
        }
    }

    private static EffectThreshold Threshold(string text)
    {
        var parts = text.Split('=');
        return parts.Length == 2 && double.TryParse(parts[1], CultureInfo.InvariantCulture, out var effectSize)
            ? new EffectThreshold { Test = parts[0], EffectSize = effectSize }
            : throw new CommandFailedException($"'{text}' is not test=effect size.");
    }
}
