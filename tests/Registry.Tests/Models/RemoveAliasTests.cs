using MlOps.Contracts.Registry.V1;
using MlOps.Registry.Models;
using MlOps.ServiceDefaults.Errors;
using AliasRemoved = MlOps.Registry.Models.AliasRemoved;

namespace MlOps.Registry.Tests.Models;

public class RemoveAliasTests
{
    private static readonly RemoveAliasRequest Request = new() { Model = Given.Model, Alias = "champion" };

    [Fact]
    public void takes_it_from_its_holder()
    {
        var removed = RemoveAlias.Decide(Given.ModelWithChampion.Model, Request).ShouldHaveSingleItem().ShouldBeOfType<AliasRemoved>();

        removed.Version.ShouldBe(1);
        Given.ModelWithChampion.Then(removed).Model.Aliases.ShouldBeEmpty();
    }

    [Fact]
    public void refuses_an_alias_that_nobody_holds() =>
        Should.Throw<NotFoundException>(() => RemoveAlias.Decide(Given.ModelWithApprovedVersion.Model, Request))
            .Name.ShouldBe("bike-demand@champion");
}
