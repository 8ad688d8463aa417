using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.Tokens;
using MlOps.ServiceDefaults.Identity;
using Token = MlOps.Gateway.Tokens.Token;
using TokenCreated = MlOps.Gateway.Tokens.TokenCreated;
using TokenRevoked = MlOps.Gateway.Tokens.TokenRevoked;
using TokenRotated = MlOps.Gateway.Tokens.TokenRotated;

namespace MlOps.Gateway.Tests.Tokens;

public class CreateTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Caller Root = new("root", ["admin"], "bikes", "c-1") { Workspaces = ["*"] };

    [Theory]
    [InlineData(0, 365)]
    [InlineData(30, 30)]
    public void a_token_lasts_as_long_as_asked_for_or_a_year(int asked, int days)
    {
        var created = Created(new CreateTokenRequest { Subject = "ann", Roles = { "approver", "engineer", "approver" }, ValidDays = asked });

        (created.Subject, created.ExpiresAt, created.CreatedAt, created.CreatedBy).ShouldBe(("ann", Now.AddDays(days), Now, "root"));
        created.Roles.ShouldBe(["approver", "engineer"]);
    }

    [Fact]
    public void a_token_holds_where_it_is_made_unless_said_otherwise()
    {
        Created(new CreateTokenRequest { Subject = "ann", Roles = { "engineer" } }).Workspaces.ShouldBe(["bikes"]);
        Created(new CreateTokenRequest { Subject = "ann", Roles = { "engineer" }, Workspaces = { "a", "b", "a" } }).Workspaces.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void a_service_account_has_an_owner_who_is_whoever_makes_it_unless_said_otherwise()
    {
        Created(new CreateTokenRequest { Subject = "ann", Roles = { "engineer" } }).Owner.ShouldBeNull();
        Created(new CreateTokenRequest { Subject = "bot", Roles = { "engineer" }, ServiceAccount = true }).Owner.ShouldBe("root");
        Created(new CreateTokenRequest { Subject = "bot", Roles = { "engineer" }, ServiceAccount = true, Owner = "ann" }).Owner.ShouldBe("ann");
        var bot = Root with { Subject = "bot", Owner = "ann" };
        CreateToken.Decide("t-1", new CreateTokenRequest { Subject = "bot-2", Roles = { "viewer" }, ServiceAccount = true }, bot, Now)
            .ShouldHaveSingleItem().ShouldBeOfType<TokenCreated>().Owner.ShouldBe("ann");
    }

    [Fact]
    public void a_token_is_revoked_once()
    {
        var token = Token.Create(Created(new CreateTokenRequest { Subject = "ann", Roles = { "engineer" } }));
        var request = new RevokeTokenRequest { Id = token.TokenId, Reason = "stolen" };

        var revoked = RevokeToken.Decide(token, request, "root", Now).ShouldHaveSingleItem().ShouldBeOfType<TokenRevoked>();

        (revoked.RevokedBy, revoked.RevokedAt, revoked.Reason).ShouldBe(("root", Now, "stolen"));
        var after = token.Apply(revoked);
        (after.HoldsAt(Now), after.Revoked, after.EndsAt).ShouldBe((false, true, Now));
        RevokeToken.Decide(after, request, "eve", Now.AddDays(1)).ShouldBeEmpty();
    }

    [Fact]
    public void a_rotated_token_goes_on_to_hold_for_the_overlap_but_never_beyond_its_time()
    {
        var token = Token.Create(Created(new CreateTokenRequest { Subject = "ann", Roles = { "engineer" }, ValidDays = 1 }));
        var request = new RotateTokenRequest { Id = token.TokenId };

        var rotated = RotateToken.Decide(token, request, "t-2", Now).ShouldHaveSingleItem().ShouldBeOfType<TokenRotated>();

        (rotated.Successor, rotated.EndsAt).ShouldBe(("t-2", Now.AddHours(1)));
        RotateToken.Decide(token, request, "t-2", Now.AddHours(23.5)).ShouldHaveSingleItem().ShouldBeOfType<TokenRotated>().EndsAt.ShouldBe(Now.AddDays(1));
        (token.Apply(rotated).HoldsAt(Now.AddMinutes(59)), token.Apply(rotated).HoldsAt(Now.AddHours(1))).ShouldBe((true, false));
    }

    private static TokenCreated Created(CreateTokenRequest request) =>
        CreateToken.Decide("t-1", request, Root, Now).ShouldHaveSingleItem().ShouldBeOfType<TokenCreated>();
}
