using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using Roles = MlOps.ServiceDefaults.Access.Roles;
using IdentityTokens = MlOps.Contracts.Identity.V1.Tokens;
using Token = MlOps.Contracts.Identity.V1.Token;
using TokenCreated = MlOps.Contracts.Identity.V1.TokenCreated;

namespace MlOps.Gateway.Tests;

/// <summary>The largest legal request of each RPC goes through, and the next larger one is refused by its limit.</summary>
[Collection(GatewayCollection.Name)]
public class LimitTests(GatewaySystem system, ITestOutputHelper output)
{
    private static readonly string Name = new('n', 128);
    private static readonly string LongReason = new('語', Limits.ReasonLength);
    private static readonly string RequestId = new('r', 128);

    [Fact]
    public async Task the_largest_requests_are_granted_published_and_listed_and_larger_ones_refused()
    {
        var admin = system.Gateway.ChannelIn(["*"], "root", "admin").CreateCallInvoker();
        var tokens = new IdentityTokens.TokensClient(admin);
        await new Contracts.Identity.V1.Workspaces.WorkspacesClient(admin).CreateWorkspaceAsync(new() { Name = Workspaces()[0] });
        var roles = new Contracts.Identity.V1.Roles.RolesClient(admin);
        foreach (var name in CustomRoles()) await roles.CreateRoleAsync(new() { Name = name, Permissions = { "catalog.*.read" } });
        await new LargestRequests(IdentityTokens.Descriptor, admin)
            .Add<CreateTokenRequest, Token>(
                "CreateToken",
                () => Task.FromResult(Largest()),
                async (_, token) =>
                {
                    token.Subject.ShouldBe(Name);
                    var created = await system.System.ConsumeAsync<TokenCreated>(Topics.Gateway, e => e.Data.Subject == Name);
                    (created.Data.Roles.Count, created.Data.Workspaces.Count, created.Reason.Length)
                        .ShouldBe((Limits.TokenRoles, Limits.Workspaces, Limits.ReasonLength));
                    // The largest token that there is, is accepted.
                    var channel = system.Gateway.Channel(token.Value);
                    await new IdentityTokens.TokensClient(channel).WhoAmIAsync(
                        new WhoAmIRequest(), new Metadata { { "mlops-workspace", token.Workspaces[0] } });
                },
                ("subject", request => request.Subject += "n"),
                ("roles", request => request.Roles.Add("admin")),
                ("workspaces", request => request.Workspaces.Add("one-more")),
                ("owner", request => request.Owner += "n"),
                ("description", request => request.Description += "語"),
                ("valid_days", request => request.ValidDays++),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .Add<ListTokensRequest, ListTokensResponse>(
                "ListTokens",
                () => Task.FromResult(new ListTokensRequest
                {
                    SubjectPrefix = Name, Owner = Name, PageSize = int.MaxValue, Role = "application", Descending = true, ActiveOnly = true,
                    Workspace = Workspaces()[0], ExpireBefore = Timestamp.FromDateTimeOffset(DateTimeOffset.MaxValue),
                }),
                (_, listed) =>
                {
                    listed.Tokens.ShouldHaveSingleItem().Subject.ShouldBe(Name);
                    return Task.CompletedTask;
                },
                ("subject_prefix", request => request.SubjectPrefix += "n"),
                ("owner", request => request.Owner += "n"),
                ("role", request => request.Role += "s"),
                ("workspace", request => request.Workspace += "n"),
                ("expire_before", request => request.ExpireBefore = new Timestamp { Seconds = long.MaxValue }))
            .Add<GetTokenRequest, Token>(
                "GetToken",
                async () => new GetTokenRequest { Id = (await TokenAsync(tokens)).Id },
                (request, token) =>
                {
                    token.Id.ShouldBe(request.Id);
                    return Task.CompletedTask;
                },
                ("id", request => request.Id = new string('i', 129)))
            .Add<RevokeTokenRequest, Token>(
                "RevokeToken",
                async () => new RevokeTokenRequest { Id = (await TokenAsync(tokens)).Id, Reason = LongReason, RequestId = RequestId },
                (_, token) =>
                {
                    token.RevokeReason.ShouldBe(LongReason);
                    return Task.CompletedTask;
                },
                ("id", request => request.Id = new string('i', 129)),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .Add<RotateTokenRequest, Token>(
                "RotateToken",
                async () => new RotateTokenRequest
                {
                    Id = (await TokenAsync(tokens)).Id, Reason = LongReason, RequestId = RequestId, ValidDays = Limits.Days,
                    Overlap = Duration.FromTimeSpan(Limits.Overlap),
                },
                (request, token) =>
                {
                    token.Id.ShouldNotBe(request.Id);
                    return Task.CompletedTask;
                },
                ("id", request => request.Id = new string('i', 129)),
                ("overlap", request => request.Overlap = new Duration { Seconds = request.Overlap.Seconds, Nanos = 1 }),
                ("valid_days", request => request.ValidDays++),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .Add<RotateSigningKeyRequest, SigningKey>(
                "RotateSigningKey",
                () => Task.FromResult(new RotateSigningKeyRequest { Reason = LongReason, RequestId = RequestId }),
                (_, key) =>
                {
                    key.Kid.Length.ShouldBe(43);
                    return Task.CompletedTask;
                },
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .Add<WhoAmIRequest, WhoAmIResponse>(
                "WhoAmI",
                () => Task.FromResult(new WhoAmIRequest()),
                (_, me) =>
                {
                    me.Subject.ShouldBe("root");
                    return Task.CompletedTask;
                })
            .SendAllAsync(output.WriteLine);
    }

    private static CreateTokenRequest Largest() => new()
    {
        Subject = Name, Roles = { Roles.Assignable, CustomRoles() }, Workspaces = { Workspaces() }, ValidDays = Limits.Days, Reason = LongReason,
        Description = new string('語', Limits.DescriptionLength), ServiceAccount = true, Owner = Name, RequestId = RequestId,
    };

    private static string[] CustomRoles() =>
        [.. Enumerable.Range(0, Limits.TokenRoles - Roles.Assignable.Count).Select(i => $"{i:D2}{new string('r', 61)}")];

    private static string[] Workspaces() => [.. Enumerable.Range(0, Limits.Workspaces).Select(i => $"{i:D2}{new string('w', 61)}")];

    private static async Task<Token> TokenAsync(IdentityTokens.TokensClient tokens) => await tokens.CreateTokenAsync(
        new CreateTokenRequest { Subject = "limited", Roles = { "viewer" } });
}
