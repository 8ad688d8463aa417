using System.Collections.Immutable;
using MlOps.Registry.Gates;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Tests.Gates;

public class GateKindsTests
{
    [Fact]
    public void a_gate_of_a_kind_that_is_no_longer_known_is_not_passed()
    {
        var gate = new Gate("old", "gone", ImmutableSortedDictionary<string, string>.Empty);
        var rule = new GateRule(gate, "eve", default, []);

        var result = new GateKinds([]).Evaluate(
            [rule], new GateContext(new GatedVersion(1, new Dictionary<string, double>()), new Dictionary<string, GatedVersion>()))
            .ShouldHaveSingleItem();

        (result.Blocks, result.Explanation).ShouldBe((true, "gates of the kind 'gone' are no longer known"));
    }

    [Fact]
    public void an_unknown_kind_is_refused_with_those_that_there_are()
    {
        var faults = new Faults();

        new GateKinds([new MetricGate()]).Check("metrics", new Dictionary<string, string>(), faults);

        Should.Throw<InvalidRequestException>(faults.ThrowIfAny).Message.ShouldBe("gate.kind: must be one of metric");
    }
}
