using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Reports;
using MlOps.Monitoring.Wire;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Tests.Wire;

public sealed class EnumTests
{
    [Fact]
    public void every_verdict_has_its_value_on_the_wire_and_the_other_way_round() =>
        Enum.GetValues<WindowVerdict>().Select(verdict => verdict.ToWire())
            .ShouldBe(Enum.GetValues<V1.WindowVerdict>().Skip(1), ignoreOrder: true);

    [Fact]
    public void every_state_of_an_alert_has_its_value_on_the_wire_and_the_other_way_round() =>
        Enum.GetValues<AlertState>().Select(state => state.ToWire()).ShouldBe(Enum.GetValues<V1.AlertState>().Skip(1), ignoreOrder: true);
}
