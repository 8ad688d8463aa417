using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.Tests.Identity;

public sealed class SubjectNamesTests
{
    [Theory]
    [InlineData("ann")]
    [InlineData("Ann.Lee-2@example.org")]
    [InlineData("auth0|5f7c8ec7c33c6c004bbafe82")]
    [InlineData("7")]
    public void are_what_people_and_providers_use(string name) => SubjectNames.IsValid(name).ShouldBeTrue();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ann")]
    [InlineData("ann ")]
    [InlineData("service:registry")]
    [InlineData("åsa")] // precomposed
    [InlineData("a\u030asa")] // the same, decomposed
    [InlineData("\uff41nn")] // full-width a
    [InlineData("\u0430nn")] // Cyrillic a
    [InlineData("an\u200bn")] // zero-width space
    [InlineData("ann\n")]
    [InlineData("@ann")]
    public void have_no_second_form(string? name) => SubjectNames.IsValid(name).ShouldBeFalse();

    [Theory]
    [InlineData("Ann", "ANN")]
    [InlineData("ann@Example.ORG", "Ann@example.org")]
    [InlineData(" ann", "ann ")]
    public void are_of_one_person_whatever_their_case(string one, string other) => SubjectNames.Same(one, other).ShouldBeTrue();

    [Fact]
    public void of_a_service_account_are_compared_as_its_owner()
    {
        new Caller("ci-bot", ["engineer"], "default", "c") { Owner = "Ann" }.Person.ShouldBe("ann");
        new Caller("Ann", ["engineer"], "default", "c").Person.ShouldBe("ann");
    }
}
