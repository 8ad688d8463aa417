using System.Text.Json;
using MlOps.Registry.Gates;
using MlOps.Registry.Kafka;
using MlOps.Registry.Models;
using MlOps.Registry.Tests.Models;
using MlOps.Registry.Wire;
using MlOps.ServiceHost;

namespace MlOps.Registry.Tests;

public class BoundsTests
{
    private const int WireLimit = 1_000_000;

    [Fact]
    public void the_state_of_a_model_does_not_grow_with_its_versions()
    {
        var few = Grown(10);
        var many = Grown(Limits.Versions);

        many.LatestVersion.ShouldBe(Limits.Versions);
        JsonSerializer.Serialize(many).Length.ShouldBeLessThan(JsonSerializer.Serialize(few).Length + 20);

        static RegisteredModel Grown(int versions)
        {
            var model = Given.RegisteredModel.Model;
            for (var version = 1; version <= versions; version++)
                model = model.Apply(Given.Created(version)).Apply(Given.Requested(version)).Apply(Given.Approved(version))
                    .Apply(new ModelVersionPromoted(Given.Model, version, "champion", null, []));
            return model;
        }
    }

    [Fact]
    public void the_results_of_the_most_and_largest_gates_fit_in_a_message()
    {
        var life = Given.ModelWithVersion.Then(
            from gate in Enumerable.Range(0, Limits.Gates)
            from change in Enumerable.Range(0, Limits.SupersededGates + 1)
            select Given.Defined(
                Given.Gate($"{gate}".PadLeft(128, 'g'), new string('ä', 228), "greater-or-equal", change), Given.Engineer));
        life.Model.Gates.Values.Sum(rule => rule.Earlier.Length + 1).ShouldBe(Limits.Gates * (Limits.SupersededGates + 1));

        var results = Given.Kinds.Evaluate(
            life.Model.Gates.Values, new GateContext(life.Details().Gated(), new Dictionary<string, GatedVersion>()), Given.Engineer);

        Publishes.Table.ToWire(new ApprovalRequested(Given.Model, 1, Given.Requester, results)).CalculateSize().ShouldBeLessThan(WireLimit);
        Publishes.Promoted(new ModelVersionPromoted(Given.Model, 1, "champion", null, results), Given.Created(1)).CalculateSize()
            .ShouldBeLessThan(WireLimit);
        life.Model.ToWire().CalculateSize().ShouldBeLessThan(WireLimit);
    }

    [Fact]
    public void every_state_of_a_review_has_its_name_on_the_wire() =>
        Enum.GetValues<ApprovalState>().Select(state => (state, $"{state.ToWire()}", state.ToWire().FromWire()))
            .ShouldAllBe(one => $"{one.state}" == one.Item2 && one.state == one.Item3);
}
