using MlOps.Monitoring.Configuration;
using MlOps.Monitoring.Wire;
using Google.Protobuf.WellKnownTypes;
using MlOps.Monitoring.Monitors;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Tests.Configuration;

public sealed class ConfigureMonitorTests
{
    private static readonly HashSet<string> Tests = ["psi", "kolmogorov-smirnov"];

    [Fact]
    public void without_a_mask_the_settings_that_are_given_change_and_the_others_stay()
    {
        var first = Configured(
            Given.Monitor, Asking(new V1.MonitorSettings { Significance = 0.05, EffectThresholds = { Threshold("psi", 0.3) } }));
        var second = Configured(Given.Monitor with { Settings = first }, Asking(new V1.MonitorSettings
        {
            WindowPredictions = 500, EffectThresholds = { Threshold("kolmogorov-smirnov", 0.2), Threshold("psi", 0.4) },
        }));

        (first.Significance, first.MinimumRows, first.EffectThresholds["psi"]).ShouldBe((0.05, 50, 0.3));
        (second.Significance, second.WindowPredictions, second.PredictionRetention).ShouldBe((0.05, 500, TimeSpan.FromDays(90)));
        second.EffectThresholds.ShouldBe([new("kolmogorov-smirnov", 0.2), new("psi", 0.4)]);
    }

    [Fact]
    public void what_the_mask_names_becomes_what_the_request_has_even_nothing()
    {
        var monitor = Given.Monitor with
        {
            Settings = MonitorSettings.Default with
            {
                WindowPredictions = 500, EffectThresholds = MonitorSettings.Default.EffectThresholds.Add("psi", 0.3),
            },
        };

        var settings = Configured(monitor, Asking(
            new V1.MonitorSettings { DriftShare = 0.5, MinimumRows = 70 }, "window_predictions", "effect_thresholds", "minimum_rows"));

        (settings.WindowPredictions, settings.EffectThresholds.Count, settings.MinimumRows, settings.DriftShare).ShouldBe((0, 0, 70, 0));
    }

    [Fact]
    public void the_same_settings_again_change_nothing() =>
        ConfigureMonitor.Decide(Given.Monitor, Asking(MonitorSettings.Default.ToWire())).ShouldBeEmpty();

    [Fact]
    public void a_deployment_that_is_not_monitored_cannot_be_configured() =>
        Should.Throw<NotFoundException>(() => ConfigureMonitor.Decide(null, Asking(new V1.MonitorSettings())));

    [Fact]
    public void nonsense_is_refused_by_the_field()
    {
        Faults(Asking(null!)).ShouldBe(["settings"]);
        Faults(Asking(new V1.MonitorSettings { MinimumRows = 1 }, "nonsense")).ShouldBe(["update_mask"]);
        Faults(Asking(new V1.MonitorSettings(), "significance", "minimum_rows", "prediction_retention"))
            .ShouldBe(["settings.significance", "settings.minimum_rows", "settings.prediction_retention"]);
        Faults(Asking(new V1.MonitorSettings { EffectThresholds = { Threshold("psi", 1), Threshold("psi", 2), Threshold("psi", 3) } }))
            .ShouldBe(["settings.effect_thresholds"]);
        Duration[] durations = [
            new() { Seconds = -1 }, new() { Seconds = 86_399 }, new() { Seconds = long.MaxValue },
            new() { Seconds = 86_400, Nanos = -5 },
        ];
        foreach (var duration in durations)
            Faults(Asking(new V1.MonitorSettings { PredictionRetention = duration })).ShouldBe(["settings.prediction_retention"]);
        var day = new Duration { Seconds = 86_400 };
        Faults(Asking(new V1.MonitorSettings { Significance = 0.5, MinimumRows = 500_000, PredictionRetention = day })).ShouldBeEmpty();
    }

    private static V1.EffectThreshold Threshold(string test, double effectSize) => new() { Test = test, EffectSize = effectSize };

    private static V1.ConfigureMonitorRequest Asking(V1.MonitorSettings settings, params string[] mask) => new()
    {
        Deployment = "bike-demand", Settings = settings, UpdateMask = mask.Length > 0 ? new FieldMask { Paths = { mask } } : null,
    };

    private static MonitorSettings Configured(DeploymentMonitor monitor, V1.ConfigureMonitorRequest request) =>
        ConfigureMonitor.Decide(monitor, request).ShouldHaveSingleItem().ShouldBeOfType<MonitorConfigured>().Settings;

    private static IEnumerable<string> Faults(V1.ConfigureMonitorRequest request)
    {
        var faults = new Faults();
        SettingsUpdate.Check(request, Tests, faults);
        try
        {
            faults.ThrowIfAny();
            return [];
        }
        catch (InvalidRequestException e)
        {
            return e.Faults.Select(fault => fault.Field);
        }
    }
}
