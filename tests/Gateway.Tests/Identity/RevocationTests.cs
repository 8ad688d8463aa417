using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceHost;

namespace MlOps.Gateway.Tests.Identity;

public class RevocationTests(IdentitySystem system) : IClassFixture<IdentitySystem>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task a_revoked_token_holds_nowhere_at_once_within_a_second_on_other_nodes_and_after_restarts()
    {
        await using var second = await system.Gateway.StartSecondNodeAsync();
        var token = await CreateAsync("ann");
        await UseAsync(system.Gateway, token);
        await UseAsync(second, token);

        var revoked = await system.Admin.RevokeTokenAsync(new RevokeTokenRequest { Id = token.Id, Reason = "stolen" });
        var since = Stopwatch.StartNew();

        (await CodeOf(system.Gateway, token)).ShouldBe(StatusCode.Unauthenticated);
        await Eventually.HoldsAsync(async () => await CodeOf(second, token) == StatusCode.Unauthenticated);
        since.Elapsed.ShouldBeLessThan(Limit);
        (revoked.Revoked, revoked.Revoker, revoked.RevokeReason, revoked.Value).ShouldBe((true, "admin", "stolen", ""));
        await second.RestartAsync();
        (await CodeOf(second, token)).ShouldBe(StatusCode.Unauthenticated);
        await system.Gateway.RestartAsync();
        (await CodeOf(system.Gateway, token)).ShouldBe(StatusCode.Unauthenticated);
        (await system.Admin.GetTokenAsync(new GetTokenRequest { Id = token.Id })).Revoked.ShouldBeTrue();
    }

    [Fact]
    public async Task others_of_the_same_subject_go_on_to_hold()
    {
        var (one, other) = (await CreateAsync("bob"), await CreateAsync("bob"));

        await system.Admin.RevokeTokenAsync(new RevokeTokenRequest { Id = one.Id, Reason = "replaced" });

        await UseAsync(system.Gateway, other);
        (await system.Admin.ListTokensAsync(new ListTokensRequest { SubjectPrefix = "BOB" })).Tokens
            .Select(token => (token.Id, token.Revoked)).ShouldBe([(one.Id, true), (other.Id, false)]);
        (await system.Admin.ListTokensAsync(new ListTokensRequest { SubjectPrefix = "bob", ActiveOnly = true })).Tokens
            .ShouldHaveSingleItem().Id.ShouldBe(other.Id);
    }

    [Fact]
    public async Task a_rotated_token_holds_for_the_overlap_beside_its_successor()
    {
        var token = await CreateAsync("eve");
        var request = new RotateTokenRequest { Id = token.Id, Overlap = Duration.FromTimeSpan(TimeSpan.FromHours(2)), RequestId = "rotate-1" };

        var next = await system.Admin.RotateTokenAsync(request);
        var again = await system.Admin.RotateTokenAsync(request);

        (again.Id, again.ExpireTime).ShouldBe((next.Id, next.ExpireTime));
        next.Id.ShouldNotBe(token.Id);
        foreach (var one in (Token[])[token, next, again]) await UseAsync(system.Gateway, one);
        var old = await system.Admin.GetTokenAsync(new GetTokenRequest { Id = token.Id });
        (old.Successor, old.Revoked).ShouldBe((next.Id, false));
        (await Refused.WithAsync(StatusCode.FailedPrecondition, () => system.Admin.RotateTokenAsync(new RotateTokenRequest { Id = token.Id }).ResponseAsync))
            .Rule().Type.ShouldBe("token-rotated");

        system.Time.Advance(TimeSpan.FromHours(2));

        (await CodeOf(system.Gateway, token)).ShouldBe(StatusCode.Unauthenticated);
        await UseAsync(system.Gateway, next);
    }

    [Fact]
    public async Task a_rotated_token_ends_at_once_without_an_overlap_or_when_it_is_revoked()
    {
        var (one, two) = (await CreateAsync("hal"), await CreateAsync("hal"));

        await system.Admin.RotateTokenAsync(new RotateTokenRequest { Id = one.Id, Overlap = new Duration() });
        (await CodeOf(system.Gateway, one)).ShouldBe(StatusCode.Unauthenticated);

        await system.Admin.RotateTokenAsync(new RotateTokenRequest { Id = two.Id });
        await UseAsync(system.Gateway, two);
        await system.Admin.RevokeTokenAsync(new RevokeTokenRequest { Id = two.Id, Reason = "stolen" });
        (await CodeOf(system.Gateway, two)).ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task the_last_use_of_a_token_is_told_also_after_a_restart()
    {
        var token = await CreateAsync("zoe");
        (await system.Admin.GetTokenAsync(new GetTokenRequest { Id = token.Id })).LastUseTime.ShouldBeNull();

        await UseAsync(system.Gateway, token);

        var used = (await system.Admin.GetTokenAsync(new GetTokenRequest { Id = token.Id })).LastUseTime;
        used.ShouldNotBeNull();
        await system.Gateway.RestartAsync();
        (await system.Admin.ListTokensAsync(new ListTokensRequest { SubjectPrefix = "zoe" })).Tokens.ShouldHaveSingleItem()
            .LastUseTime.ToDateTimeOffset().ShouldBe(used.ToDateTimeOffset(), TimeSpan.FromMilliseconds(1));
    }

    private async Task<Token> CreateAsync(string subject) =>
        await system.Admin.CreateTokenAsync(new CreateTokenRequest { Subject = subject, Roles = { "engineer" }, Workspaces = { "default" } });

    private static async Task UseAsync(TestService gateway, Token token) =>
        (await IdentitySystem.Through(gateway, token.Value).GetDatasetAsync(new())).Name.ShouldBe(token.Subject);

    private static async Task<StatusCode> CodeOf(TestService gateway, Token token)
    {
        try
        {
            await UseAsync(gateway, token);
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}
