using MlOps.Registry.Gates;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Tests.Gates;

public class MetricGateTests
{
    private readonly MetricGate kind = new();

    [Theory]
    [InlineData("less-than", 69, true)]
    [InlineData("less-than", 70, false)]
    [InlineData("less-or-equal", 70, true)]
    [InlineData("less-or-equal", 71, false)]
    [InlineData("greater-than", 71, true)]
    [InlineData("greater-than", 70, false)]
    [InlineData("greater-or-equal", 70, true)]
    [InlineData("greater-or-equal", 69, false)]
    [InlineData("less-or-equal", double.NaN, false)]
    [InlineData("greater-or-equal", double.NaN, false)]
    public void compares_the_metric_with_the_threshold(string comparison, double value, bool passed)
    {
        var outcome = Evaluate(comparison, new() { ["test_rmse"] = value });

        (outcome.Passed, outcome.Value).ShouldBe((passed, value));
    }

    [Fact]
    public void says_why()
    {
        Evaluate("less-than", new() { ["test_rmse"] = 80 }).Explanation.ShouldBe("test_rmse is 80, which is not less than 70");
        Evaluate("less-than", []).ShouldBe(new GateOutcome(false, null, "the version has no metric 'test_rmse'"));
    }

    [Fact]
    public void refuses_values_that_cannot_be()
    {
        FieldsOf(new() { ["metric"] = "m", ["comparison"] = "about", ["threshold"] = "much" })
            .ShouldBe(["gate.parameters.comparison", "gate.parameters.threshold"]);
        FieldsOf(new() { ["metric"] = "m", ["comparison"] = "less-than", ["threshold"] = "NaN" }).ShouldBe(["gate.parameters.threshold"]);
        FieldsOf(new() { ["metric"] = "m", ["comparison"] = "less-than", ["threshold"] = "1e3" }).ShouldBeEmpty();
        FieldsOf([]).ShouldBe(["gate.parameters.metric", "gate.parameters.comparison", "gate.parameters.threshold"]);
        FieldsOf(new() { ["metric"] = "m", ["comparison"] = "less-than", ["threshold"] = "1", ["more"] = "x" })
            .ShouldBe(["gate.parameters"]);
        FieldsOf(new() { ["metric"] = new string('m', 501) }).ShouldBe(["gate.parameters"]);
    }

    private GateOutcome Evaluate(string comparison, Dictionary<string, double> metrics) => kind.Evaluate(
        new Dictionary<string, string> { ["metric"] = "test_rmse", ["comparison"] = comparison, ["threshold"] = "70" },
        new GateContext(new GatedVersion(1, metrics), new Dictionary<string, GatedVersion>()));

    private IEnumerable<string> FieldsOf(Dictionary<string, string> parameters)
    {
        var faults = new Faults();
        new GateKinds([kind]).Check("metric", parameters, faults);
        return faults.Any ? Should.Throw<InvalidRequestException>(faults.ThrowIfAny).Faults.Select(fault => fault.Field) : [];
    }
}
