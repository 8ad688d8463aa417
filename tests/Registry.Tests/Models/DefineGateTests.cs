using MlOps.Contracts.Registry.V1;
using MlOps.Registry.Models;
using MlOps.ServiceDefaults.Errors;
using Comparison = MlOps.Contracts.Registry.V1.Comparison;
using Gate = MlOps.Contracts.Registry.V1.Gate;
using GateDefined = MlOps.Registry.Models.GateDefined;
using Stored = MlOps.Registry.Models;

namespace MlOps.Registry.Tests.Models;

public class DefineGateTests
{
    [Theory]
    [InlineData(Comparison.LessThan, Stored.Comparison.LessThan)]
    [InlineData(Comparison.LessOrEqual, Stored.Comparison.LessOrEqual)]
    [InlineData(Comparison.GreaterThan, Stored.Comparison.GreaterThan)]
    [InlineData(Comparison.GreaterOrEqual, Stored.Comparison.GreaterOrEqual)]
    public void adds_a_gate(Comparison comparison, Stored.Comparison stored) =>
        DefineGate.Decide(Given.RegisteredModel, Request("rmse", 70, comparison))
            .ShouldBe([new GateDefined(Given.Model, new Stored.Gate("rmse", "test_rmse", stored, 70))]);

    [Fact]
    public void replaces_the_gate_of_the_same_name()
    {
        var model = Given.WithGate(Given.RegisteredModel, "rmse", "test_rmse", Stored.Comparison.LessThan, 100);

        var defined = DefineGate.Decide(model, Request("rmse", 70)).ShouldHaveSingleItem().ShouldBeOfType<GateDefined>();

        model.Apply(defined).Gates.ShouldHaveSingleItem().Value.Threshold.ShouldBe(70);
    }

    [Fact]
    public void records_nothing_when_the_gate_is_the_same() =>
        DefineGate.Decide(Given.WithGate(Given.RegisteredModel, "rmse", "test_rmse", Stored.Comparison.LessThan, 70), Request("rmse", 70)).ShouldBeEmpty();

    [Fact]
    public void refuses_more_gates_than_a_model_may_have()
    {
        var full = Enumerable.Range(0, Limits.Gates)
            .Aggregate(Given.RegisteredModel, (model, i) => Given.WithGate(model, $"gate-{i}", "test_rmse", Stored.Comparison.LessThan, 1));

        Should.Throw<LimitExceededException>(() => DefineGate.Decide(full, Request("rmse", 70)));
    }

    [Fact]
    public void refuses_an_unknown_model() => Should.Throw<NotFoundException>(() => DefineGate.Decide(null, Request("rmse", 70)));

    private static DefineGateRequest Request(string name, double threshold, Comparison comparison = Comparison.LessThan) => new()
    {
        Model = Given.Model,
        Gate = new Gate { Name = name, Metric = "test_rmse", Comparison = comparison, Threshold = threshold },
    };
}
