using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.Tokens;
using Subject = MlOps.Gateway.Tokens.Subject;
using TokenIssued = MlOps.Gateway.Tokens.TokenIssued;

namespace MlOps.Gateway.Tests.Tokens;

public class IssueTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 365)]
    [InlineData(30, 30)]
    public void a_token_lasts_as_long_as_asked_for_or_a_year(int asked, int days)
    {
        var issued = IssueToken.Decide(new CreateTokenRequest { Subject = "ann", Roles = { "approver", "engineer", "approver" }, ValidDays = asked }, Now)
            .ShouldHaveSingleItem().ShouldBeOfType<TokenIssued>();

        (issued.Subject, issued.ExpiresAt, issued.IssuedAt).ShouldBe(("ann", Now.AddDays(days), Now));
        issued.Roles.ShouldBe(["approver", "engineer"]);
    }

    [Fact]
    public void a_subject_is_what_its_newest_token_says()
    {
        var subject = Subject.Create(new TokenIssued("ann", ["engineer"], Now.AddDays(1), Now)).Apply(new TokenIssued("ann", ["approver"], Now.AddDays(3), Now.AddDays(2)));

        (subject.Id, subject.Name, subject.Roles.Single(), subject.LastIssuedAt, subject.ExpiresAt).ShouldBe(("subject/ann", "ann", "approver", Now.AddDays(2), Now.AddDays(3)));
    }
}
