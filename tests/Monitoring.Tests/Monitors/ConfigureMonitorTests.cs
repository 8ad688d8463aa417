using MlOps.Monitoring.Monitors;
using MlOps.ServiceDefaults.Errors;
using Wire = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Tests.Monitors;

public sealed class ConfigureMonitorTests
{
    [Fact]
    public void settings_that_are_not_given_keep_their_default_and_zero_for_ks_turns_it_off()
    {
        var request = new Wire.ConfigureMonitorRequest { Deployment = "bike-demand", Settings = new Wire.MonitorSettings { PsiThreshold = 0.5 } };

        var configured = ConfigureMonitor.Decide(Given.Monitor, request).ShouldHaveSingleItem().ShouldBeOfType<MonitorConfigured>();

        configured.Settings.ShouldBe(MonitorSettings.Default with { PsiThreshold = 0.5, KsThreshold = 0 });
    }

    [Fact]
    public void the_same_settings_again_change_nothing()
    {
        var defaults = MonitorSettings.Default;
        var request = new Wire.ConfigureMonitorRequest
        {
            Deployment = "bike-demand",
            Settings = new Wire.MonitorSettings { PsiThreshold = defaults.PsiThreshold, KsThreshold = defaults.KsThreshold },
        };

        ConfigureMonitor.Decide(Given.Monitor, request).ShouldBeEmpty();
    }

    [Fact]
    public void a_deployment_that_is_not_monitored_cannot_be_configured() =>
        Should.Throw<NotFoundException>(() => ConfigureMonitor.Decide(null, new Wire.ConfigureMonitorRequest { Deployment = "nothing" }));
}
