using MlOps.Registry.Gates;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Registry.Tests.Gates;

public class ChampionGateTests
{
    private readonly ChampionGate kind = new();

    [Theory]
    [InlineData("lower", 60, "0", true)]
    [InlineData("lower", 70, "0", false)]
    [InlineData("lower", 80, "0", false)]
    [InlineData("lower", 65, "5", true)]
    [InlineData("lower", 65.1, "5", false)]
    [InlineData("higher", 75, "5", true)]
    [InlineData("higher", 70, null, false)]
    [InlineData("higher", 70.1, null, true)]
    [InlineData("lower", double.NaN, "0", false)]
    public void must_beat_the_holder_by_the_margin(string better, double value, string? margin, bool passed)
    {
        var outcome = Evaluate(better, margin, Version(2, value), Version(1, 70));

        (outcome.Passed, outcome.Value).ShouldBe((passed, value));
    }

    [Fact]
    public void passes_when_there_is_nobody_to_beat()
    {
        Evaluate("lower", "1", Version(2, 99), holder: null).ShouldBe(new GateOutcome(true, 99, "no version holds 'production'"));
        Evaluate("lower", "1", Version(2, 99), Version(2, 99)).Passed.ShouldBeTrue("it is the champion");
    }

    [Fact]
    public void says_why_not()
    {
        Evaluate("lower", "5", Version(2, 68), Version(1, 70))
            .Explanation.ShouldBe("rmse is 68, which does not beat 70 of version 1, which holds 'production', by 5");
        Evaluate("lower", "5", Version(2, null), Version(1, 70)).Explanation.ShouldBe("the version has no metric 'rmse'");
        Evaluate("lower", "5", Version(2, 1), Version(1, null))
            .Explanation.ShouldBe("version 1, which holds 'production', has no metric 'rmse' to compare with");
    }

    [Fact]
    public void looks_at_the_holder_of_its_alias_and_refuses_values_that_cannot_be()
    {
        kind.Aliases(Parameters("lower", "1")).ShouldBe(["production"]);
        FieldsOf("sideways", "-1").ShouldBe(["gate.parameters.better", "gate.parameters.margin"]);
        FieldsOf("higher", "NaN").ShouldBe(["gate.parameters.margin"]);
        FieldsOf("higher", null).ShouldBeEmpty();
    }

    private static GatedVersion Version(long number, double? rmse) =>
        new(number, rmse is { } value ? new Dictionary<string, double> { ["rmse"] = value } : []);

    private static Dictionary<string, string> Parameters(string better, string? margin)
    {
        var parameters = new Dictionary<string, string> { ["metric"] = "rmse", ["alias"] = "production", ["better"] = better };
        if (margin is not null) parameters["margin"] = margin;
        return parameters;
    }

    private GateOutcome Evaluate(string better, string? margin, GatedVersion candidate, GatedVersion? holder) => kind.Evaluate(
        Parameters(better, margin),
        new GateContext(candidate, holder is null ? new Dictionary<string, GatedVersion>() : new() { ["production"] = holder }));

    private IEnumerable<string> FieldsOf(string better, string? margin)
    {
        var faults = new Faults();
        new GateKinds([kind]).Check("champion", Parameters(better, margin), faults);
        return faults.Any ? Should.Throw<InvalidRequestException>(faults.ThrowIfAny).Faults.Select(fault => fault.Field) : [];
    }
}
