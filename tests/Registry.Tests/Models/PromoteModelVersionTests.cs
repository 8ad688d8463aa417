using MlOps.Contracts.Registry.V1;
using MlOps.Registry.Models;
using MlOps.ServiceDefaults.Errors;
using ModelVersionPromoted = MlOps.Registry.Models.ModelVersionPromoted;
using RegisteredModel = MlOps.Registry.Models.RegisteredModel;

namespace MlOps.Registry.Tests.Models;

public class PromoteModelVersionTests
{
    [Fact]
    public void gives_the_alias_to_an_approved_version() =>
        Decide(Given.ModelWithApprovedVersion, 1).ShouldBe([new ModelVersionPromoted(Given.Model, 1, "champion", null)]);

    [Fact]
    public void displaces_the_holder_in_the_same_event()
    {
        var promoted = Decide(Given.ModelWithChampion, 2).ShouldHaveSingleItem().ShouldBeOfType<ModelVersionPromoted>();

        promoted.ShouldBe(new ModelVersionPromoted(Given.Model, 2, "champion", 1));
        var after = Given.ModelWithChampion.Apply(promoted);
        after.AliasesOf(1).ShouldBeEmpty();
        after.AliasesOf(2).ShouldBe(["champion"]);
    }

    [Fact]
    public void changes_nothing_for_the_holder_itself() => Decide(Given.ModelWithChampion, 1).ShouldBeEmpty();

    [Fact]
    public void refuses_a_version_that_is_not_approved()
    {
        Should.Throw<RuleBrokenException>(() => Decide(Given.ModelWithVersion, 1)).Rule.ShouldBe("approved");
        Should.Throw<RuleBrokenException>(() => Decide(Given.ModelWithPendingVersion, 1)).Rule.ShouldBe("approved");
    }

    [Fact]
    public void refuses_an_unknown_version() => Should.Throw<NotFoundException>(() => Decide(Given.ModelWithChampion, 9));

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
    public void knows_which_aliases_are_allowed(string alias, bool allowed)
    {
        var faults = new Faults();

        Alias.Check(faults, alias, "alias");

        faults.Any.ShouldBe(!allowed);
    }

    private static object[] Decide(RegisteredModel model, long version) =>
        PromoteModelVersion.Decide(model, new PromoteModelVersionRequest { Model = Given.Model, Version = version, Alias = "champion" });
}
