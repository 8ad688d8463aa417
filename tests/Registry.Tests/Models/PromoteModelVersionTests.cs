using MlOps.Contracts;
using MlOps.Contracts.Registry.V1;
using MlOps.Registry.Models;
using MlOps.ServiceDefaults.Errors;
using ModelVersionPromoted = MlOps.Registry.Models.ModelVersionPromoted;

namespace MlOps.Registry.Tests.Models;

public class PromoteModelVersionTests
{
    [Fact]
    public void gives_the_alias_to_an_approved_version() => Promoted(Given.ModelWithApprovedVersion, 1).DisplacedVersion.ShouldBeNull();

    [Fact]
    public void displaces_the_holder_in_the_same_event()
    {
        var promoted = Promoted(Given.ModelWithChampion, 2);

        (promoted.Version, promoted.Alias, promoted.DisplacedVersion).ShouldBe((2, "champion", 1));
        var after = Given.ModelWithChampion.Then(promoted);
        after.Details(1).Aliases.ShouldBeEmpty();
        after.Details(2).Aliases.ShouldBe(["champion"]);
    }

    [Fact]
    public void changes_nothing_for_the_holder_itself() => Decide(Given.ModelWithChampion, 1).ShouldBeEmpty();

    [Fact]
    public void refuses_a_version_that_is_not_approved_or_no_longer()
    {
        Life[] lives =
        [
            Given.ModelWithVersion,
            Given.ModelWithPendingVersion,
            Given.ModelWithPendingVersion.Then(Given.Approved(1, validUntil: Given.Now)),
            Given.ModelWithApprovedVersion.Then(new MlOps.Registry.Models.ApprovalWithdrawn(Given.Model, 1, Given.Approver, "unsafe")),
        ];
        foreach (var life in lives) Should.Throw<RuleBrokenException>(() => Decide(life, 1)).Rule.ShouldBe("approved");
    }

    [Fact]
    public void evaluates_the_gates_again_and_records_what_they_said()
    {
        var gate = Given.Gate("rmse", "test_rmse", "less-than", 60);
        Should.Throw<RuleBrokenException>(() => Decide(Given.ModelWithApprovedVersion.Then(Given.Defined(gate)), 1)).Rule.ShouldBe("gates");

        var passing = Given.ModelWithApprovedVersion.Then(Given.Defined(Given.Gate("rmse", "test_rmse", "less-than", 70)));
        Promoted(passing, 1).GateResults.ShouldHaveSingleItem().Passed.ShouldBeTrue();
    }

    [Theory]
    [InlineData(Given.Engineer)]
    [InlineData(Given.Requester)]
    public void loosening_a_gate_helps_neither_who_promotes_nor_who_asked_for_approval(string loosener)
    {
        var life = Given.ModelWithApprovedVersion.Then(
            Given.Defined(Given.Gate("rmse", "test_rmse", "less-than", 60)),
            Given.Defined(Given.Gate("rmse", "test_rmse", "less-than", 70), by: loosener));

        Should.Throw<RuleBrokenException>(() => Decide(life, 1)).Rule.ShouldBe("gates");
    }

    [Theory]
    [InlineData("champion", true)]
    [InlineData("A_b-9", true)]
    [InlineData("version2", true)]
    [InlineData("v", true)]
    [InlineData("", false)]
    [InlineData("latest", false)]
    [InlineData("Latest", false)]
    [InlineData("v2", false)]
    [InlineData("V12", false)]
    [InlineData("a b", false)]
    [InlineData("a.b", false)]
    [InlineData("champion\n", false)]
    public void knows_which_aliases_are_allowed(string alias, bool allowed) => (Aliases.FaultOf(alias) is null).ShouldBe(allowed);

    private static ModelVersionPromoted Promoted(Life life, long version) =>
        Decide(life, version).ShouldHaveSingleItem().ShouldBeOfType<ModelVersionPromoted>();

    private static IEnumerable<object> Decide(Life life, long version) => PromoteModelVersion.Decide(
        life.Version(version), new PromoteModelVersionRequest { Model = Given.Model, Version = version, Alias = "champion" }, Given.Kinds,
        Given.Engineer, Given.Now);
}
