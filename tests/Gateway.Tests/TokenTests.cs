using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Identity.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceHost;
using IdentityTokens = MlOps.Contracts.Identity.V1.Tokens;

namespace MlOps.Gateway.Tests;

[Collection(GatewayCollection.Name)]
public class TokenTests(GatewaySystem system)
{
    private readonly IdentityTokens.TokensClient admin = new(system.Gateway.ChannelIn(["*"], "root", "admin"));

    [Fact]
    public async Task the_admin_s_token_is_made_once_and_for_its_owner_alone()
    {
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(system.AdminTokenFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var token = await File.ReadAllTextAsync(system.AdminTokenFile);

        await system.Gateway.RestartAsync();

        (await File.ReadAllTextAsync(system.AdminTokenFile)).ShouldBe(token);
        var client = new IdentityTokens.TokensClient(system.Gateway.Channel(token.Trim()));
        (await client.ListTokensAsync(new ListTokensRequest { SubjectPrefix = "admin" })).Tokens
            .ShouldContain(one => one.Subject == "admin" && one.Roles.Single() == "admin" && one.Workspaces.Single() == "*");
        (await system.System.ConsumeAsync<TokenCreated>(Topics.Gateway, e => e.Data.Subject == "admin")).Actor.ShouldBe("service:gateway");
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhZG1pbiIsInJvbGVzIjpbImFkbWluIl0sIndvcmtzcGFjZSI6ImRlZmF1bHQiLCJleHAiOjk5OTk5OTk5OTl9.c2ln")]
    public async Task an_admin_s_token_of_an_earlier_release_or_none_is_replaced_at_the_start(string held)
    {
        var token = await File.ReadAllTextAsync(system.AdminTokenFile);
        await system.Gateway.StopAsync();
        await File.WriteAllTextAsync(system.AdminTokenFile, held);

        await system.Gateway.StartAsync();

        var made = await File.ReadAllTextAsync(system.AdminTokenFile);
        made.ShouldNotBe(token);
        (await new IdentityTokens.TokensClient(system.Gateway.Channel(made.Trim())).WhoAmIAsync(new WhoAmIRequest())).Subject.ShouldBe("admin");
    }

    [Fact]
    public async Task a_token_speaks_for_its_subject_at_every_service_and_nobody_is_told_what_it_is()
    {
        var token = await admin.CreateTokenAsync(new CreateTokenRequest { Subject = "ann", Roles = { "engineer" }, ValidDays = 2 });

        (token.Subject, token.Roles.Single(), token.Workspaces.Single(), token.Creator).ShouldBe(("ann", "engineer", "default", "root"));
        (token.ExpireTime.ToDateTimeOffset() - DateTimeOffset.UtcNow).TotalDays.ShouldBe(2, 0.1);
        var ann = new ModelServing.ModelServingClient(system.Gateway.Channel(token.Value));
        (await ann.CreateDeploymentAsync(new CreateDeploymentRequest { Name = "ann-s", Model = "m", Alias = "champion" })).Creator.ShouldBe("ann");
        await Refused.WithAsync(StatusCode.PermissionDenied, () =>
            new IdentityTokens.TokensClient(system.Gateway.Channel(token.Value)).CreateTokenAsync(new CreateTokenRequest { Subject = "ann", Roles = { "admin" } }).ResponseAsync);

        var created = await system.System.ConsumeAsync<TokenCreated>(Topics.Gateway, e => e.Data.Subject == "ann");
        (created.Subject, created.Actor, created.Data.Roles.Single(), created.Data.ExpireTime).ShouldBe(($"token/{token.Id}", "root", "engineer", token.ExpireTime));
        created.Data.ToString().ShouldNotContain(token.Value);
        (await admin.GetTokenAsync(new GetTokenRequest { Id = token.Id })).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_retry_with_the_same_request_id_returns_an_equal_token()
    {
        var request = new CreateTokenRequest { Subject = "rob", Roles = { "auditor" }, RequestId = "r-1" };
        var first = await admin.CreateTokenAsync(request);
        await admin.CreateTokenAsync(new CreateTokenRequest { Subject = "rob", Roles = { "engineer" } });

        var again = await admin.CreateTokenAsync(request);

        Unsigned(again).ShouldBe(Unsigned(first));
        again.Value.Split('.')[1].ShouldBe(first.Value.Split('.')[1]);
        foreach (var token in (Token[])[first, again])
            await new IdentityTokens.TokensClient(system.Gateway.Channel(token.Value)).ListTokensAsync(new ListTokensRequest());
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => admin.CreateTokenAsync(new CreateTokenRequest(request) { ValidDays = 9 }).ResponseAsync))
            .Fields().ShouldBe(["request_id"]);
    }

    [Fact]
    public async Task bad_requests_name_every_fault()
    {
        (await FaultsOf(admin.CreateTokenAsync(new CreateTokenRequest { Subject = "Not A Name", ValidDays = 366, Workspaces = { "No" }, Owner = "ö" })))
            .ShouldBe(["subject", "roles", "valid_days", "workspaces", "owner", "owner"], ignoreOrder: true);
        (await FaultsOf(admin.CreateTokenAsync(new CreateTokenRequest { Subject = "service:registry", Roles = { "king", "service" }, ValidDays = -1 })))
            .ShouldBe(["subject", "roles", "valid_days"], ignoreOrder: true);
        (await FaultsOf(admin.ListTokensAsync(new ListTokensRequest { PageToken = "garbage" }))).ShouldBe(["page_token"]);
        (await FaultsOf(admin.ListTokensAsync(new ListTokensRequest { Role = "king", Workspace = "No" }))).ShouldBe(["role", "workspace"], ignoreOrder: true);
        (await FaultsOf(admin.RevokeTokenAsync(new RevokeTokenRequest()))).ShouldBe(["id", "reason"], ignoreOrder: true);
        (await FaultsOf(admin.RotateTokenAsync(new RotateTokenRequest { Overlap = new Duration { Seconds = -1 }, ValidDays = 366 })))
            .ShouldBe(["id", "overlap", "valid_days"], ignoreOrder: true);

        static async Task<IEnumerable<string>> FaultsOf<T>(AsyncUnaryCall<T> call) =>
            (await Refused.WithAsync(StatusCode.InvalidArgument, () => call.ResponseAsync)).Fields();
    }

    [Fact]
    public async Task only_admins_manage_tokens_and_only_they_and_auditors_see_them()
    {
        foreach (var role in new[] { "viewer", "engineer", "approver", "auditor", "application", "service" })
        {
            var client = new IdentityTokens.TokensClient(system.Gateway.ChannelAs("eve", role));
            var changes = new Func<Task>[]
            {
                () => client.CreateTokenAsync(new CreateTokenRequest { Subject = "eve", Roles = { "admin" } }).ResponseAsync,
                () => client.RevokeTokenAsync(new RevokeTokenRequest { Id = "x", Reason = "r" }).ResponseAsync,
                () => client.RotateTokenAsync(new RotateTokenRequest { Id = "x" }).ResponseAsync,
                () => client.RotateSigningKeyAsync(new RotateSigningKeyRequest()).ResponseAsync,
            };
            foreach (var change in changes) await Refused.WithAsync(StatusCode.PermissionDenied, change);
            if (role == "auditor") await client.ListTokensAsync(new ListTokensRequest());
            else await Refused.WithAsync(StatusCode.PermissionDenied, () => client.ListTokensAsync(new ListTokensRequest()).ResponseAsync);
        }
    }

    [Fact]
    public async Task an_admin_of_some_workspaces_has_to_do_with_their_tokens_only()
    {
        var workspaces = new Contracts.Identity.V1.Workspaces.WorkspacesClient(system.Gateway.ChannelIn(["*"], "root", "admin"));
        await workspaces.CreateWorkspaceAsync(new CreateWorkspaceRequest { Name = "bikes" });
        var bikes = new IdentityTokens.TokensClient(system.Gateway.ChannelIn(["bikes", "boats"], "bea", "admin"));
        var headers = new Metadata { { "mlops-workspace", "bikes" } };
        var own = await bikes.CreateTokenAsync(new CreateTokenRequest { Subject = "own", Roles = { "viewer" } }, headers);
        var other = await admin.CreateTokenAsync(new CreateTokenRequest { Subject = "other", Roles = { "viewer" }, Workspaces = { "trains" } });
        var both = await admin.CreateTokenAsync(new CreateTokenRequest { Subject = "both", Roles = { "viewer" }, Workspaces = { "bikes", "trains" } });

        own.Workspaces.ShouldBe(["bikes"]);
        (await bikes.ListTokensAsync(new ListTokensRequest(), headers)).Tokens.Select(token => token.Id).ShouldBe([own.Id]);
        foreach (var workspace in new[] { "trains", "*" })
        {
            await Refused.WithAsync(StatusCode.NotFound, () => bikes.CreateTokenAsync(
                new CreateTokenRequest { Subject = "own", Roles = { "viewer" }, Workspaces = { workspace } }, headers).ResponseAsync);
        }

        foreach (var id in new[] { other.Id, both.Id })
        {
            await Refused.WithAsync(StatusCode.NotFound, () => bikes.GetTokenAsync(new GetTokenRequest { Id = id }, headers).ResponseAsync);
            await Refused.WithAsync(StatusCode.NotFound, () => bikes.RevokeTokenAsync(new RevokeTokenRequest { Id = id, Reason = "r" }, headers).ResponseAsync);
            await Refused.WithAsync(StatusCode.NotFound, () => bikes.RotateTokenAsync(new RotateTokenRequest { Id = id }, headers).ResponseAsync);
        }

        (await bikes.RevokeTokenAsync(new RevokeTokenRequest { Id = own.Id, Reason = "r" }, headers)).Revoked.ShouldBeTrue();
    }

    [Fact]
    public async Task lists_go_on_from_page_to_page_and_show_each_token()
    {
        string[] names = ["paged-a", "paged-a", "paged-b"];
        var made = new List<string>();
        foreach (var name in names) made.Add((await admin.CreateTokenAsync(new CreateTokenRequest { Subject = name, Roles = { "application" } })).Id);
        var listed = await Pages.ReadAsync(2, async (size, token) =>
        {
            var page = await admin.ListTokensAsync(new ListTokensRequest { PageSize = size, PageToken = token });
            return (page.Tokens.Select(one => one.Id), page.NextPageToken);
        });

        listed.ShouldBe(listed.Distinct().Order(StringComparer.Ordinal));
        made.ShouldBeSubsetOf(listed);
    }

    [Fact]
    public async Task tokens_are_found_by_subject_role_workspace_owner_and_end_with_two_statements()
    {
        foreach (var (name, role, days) in ((string, string, int)[])[("found-a", "auditor", 1), ("Found-b", "auditor", 9), ("found-c", "approver", 1)])
        {
            await admin.CreateTokenAsync(new CreateTokenRequest
            {
                Subject = name, Roles = { role, "application" }, ValidDays = days, Workspaces = { $"in-{role}" }, ServiceAccount = days == 9, Owner = days == 9 ? "Olga" : "",
            });
        }

        var soon = DateTimeOffset.UtcNow.AddDays(2).ToTimestamp();

        (await FoundAsync(new ListTokensRequest { SubjectPrefix = "FOUND-" })).ShouldBe(["found-a", "Found-b", "found-c"]);
        (await FoundAsync(new ListTokensRequest { SubjectPrefix = "found-", Descending = true })).ShouldBe(["found-c", "Found-b", "found-a"]);
        (await FoundAsync(new ListTokensRequest { SubjectPrefix = "found-", Role = "auditor" })).ShouldBe(["found-a", "Found-b"]);
        (await FoundAsync(new ListTokensRequest { SubjectPrefix = "found-", Workspace = "in-approver" })).ShouldBe(["found-c"]);
        (await FoundAsync(new ListTokensRequest { Owner = "olga" })).ShouldBe(["Found-b"]);
        (await FoundAsync(new ListTokensRequest { SubjectPrefix = "found-", Role = "auditor", ExpireBefore = soon })).ShouldBe(["found-a"]);
        using var queries = new QueryCount();
        foreach (var size in (int[])[1, 100])
            (await queries.OfAsync(() => admin.ListTokensAsync(new ListTokensRequest { PageSize = size }).ResponseAsync)).ShouldBe(2);

        async Task<IEnumerable<string>> FoundAsync(ListTokensRequest request) =>
            (await admin.ListTokensAsync(request)).Tokens.Select(token => token.Subject);
    }

    private static Token Unsigned(Token token) => new(token) { Value = "" };
}
