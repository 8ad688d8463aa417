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
    private readonly IdentityTokens.TokensClient admin = new(system.Gateway.ChannelAs("root", "admin"));

    [Fact]
    public async Task the_admin_s_token_is_made_once_and_for_its_owner_alone()
    {
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(system.AdminTokenFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var token = await File.ReadAllTextAsync(system.AdminTokenFile);

        await system.Gateway.RestartAsync();

        (await File.ReadAllTextAsync(system.AdminTokenFile)).ShouldBe(token);
        var client = new IdentityTokens.TokensClient(system.Gateway.Channel(token.Trim()));
        (await client.ListSubjectsAsync(new ListSubjectsRequest())).Subjects.ShouldContain(subject => subject.Name == "admin" && subject.Roles.Single() == "admin");
        (await system.System.ConsumeAsync<TokenIssued>(Topics.Gateway, e => e.Data.Subject == "admin")).Actor.ShouldBe("service:gateway");
    }

    [Fact]
    public async Task a_token_speaks_for_its_subject_at_every_service_and_nobody_is_told_what_it_is()
    {
        var token = await admin.CreateTokenAsync(new CreateTokenRequest { Subject = "ann", Roles = { "engineer" }, ValidDays = 2 });

        (token.Subject, token.Roles.Single()).ShouldBe(("ann", "engineer"));
        (token.ExpireTime.ToDateTimeOffset() - DateTimeOffset.UtcNow).TotalDays.ShouldBe(2, 0.1);
        var ann = new ModelServing.ModelServingClient(system.Gateway.Channel(token.Value));
        (await ann.CreateDeploymentAsync(new CreateDeploymentRequest { Name = "ann-s", Model = "m", Alias = "champion" })).Creator.ShouldBe("ann");
        await new ModelServing.ModelServingClient(system.Serving.Channel(token.Value)).ListDeploymentsAsync(new ListDeploymentsRequest());
        await Refused.WithAsync(StatusCode.PermissionDenied, () =>
            new IdentityTokens.TokensClient(system.Gateway.Channel(token.Value)).CreateTokenAsync(new CreateTokenRequest { Subject = "ann", Roles = { "admin" } }).ResponseAsync);

        var issued = await system.System.ConsumeAsync<TokenIssued>(Topics.Gateway, e => e.Data.Subject == "ann");
        (issued.Subject, issued.Actor, issued.Data.Roles.Single(), issued.Data.ExpireTime).ShouldBe(("subject/ann", "root", "engineer", token.ExpireTime));
        issued.Data.ToString().ShouldNotContain(token.Value);
    }

    [Fact]
    public async Task a_retry_with_the_same_request_id_returns_the_same_token()
    {
        var request = new CreateTokenRequest { Subject = "rob", Roles = { "auditor" }, RequestId = "r-1" };
        var first = await admin.CreateTokenAsync(request);
        await admin.CreateTokenAsync(new CreateTokenRequest { Subject = "rob", Roles = { "engineer" } });

        (await admin.CreateTokenAsync(request)).ShouldBe(first);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => admin.CreateTokenAsync(new CreateTokenRequest(request) { ValidDays = 9 }).ResponseAsync))
            .Fields().ShouldBe(["request_id"]);
    }

    [Fact]
    public async Task bad_requests_name_every_fault()
    {
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => admin.CreateTokenAsync(new CreateTokenRequest { Subject = "Not A Name", ValidDays = 3651 }).ResponseAsync))
            .Fields().ShouldBe(["subject", "roles", "valid_days"], ignoreOrder: true);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => admin.CreateTokenAsync(new CreateTokenRequest { Subject = "ann", Roles = { "king", "admin" }, ValidDays = -1 }).ResponseAsync))
            .Fields().ShouldBe(["roles", "valid_days"], ignoreOrder: true);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => admin.ListSubjectsAsync(new ListSubjectsRequest { PageToken = "garbage" }).ResponseAsync))
            .Fields().ShouldBe(["page_token"]);
    }

    [Fact]
    public async Task only_admins_issue_tokens_and_only_they_and_auditors_see_who_has_one()
    {
        foreach (var role in new[] { "engineer", "approver", "auditor", "application", "service" })
        {
            var client = new IdentityTokens.TokensClient(system.Gateway.ChannelAs("eve", role));
            await Refused.WithAsync(StatusCode.PermissionDenied, () => client.CreateTokenAsync(new CreateTokenRequest { Subject = "eve", Roles = { "admin" } }).ResponseAsync);
            if (role == "auditor") await client.ListSubjectsAsync(new ListSubjectsRequest());
            else await Refused.WithAsync(StatusCode.PermissionDenied, () => client.ListSubjectsAsync(new ListSubjectsRequest()).ResponseAsync);
        }
    }

    [Fact]
    public async Task lists_go_on_from_page_to_page()
    {
        string[] names = ["paged-a", "paged-b", "paged-c"];
        foreach (var name in names) await admin.CreateTokenAsync(new CreateTokenRequest { Subject = name, Roles = { "application" } });
        var listed = await Pages.ReadAsync(2, async (size, token) =>
        {
            var page = await admin.ListSubjectsAsync(new ListSubjectsRequest { PageSize = size, PageToken = token });
            return (page.Subjects.Select(subject => subject.Name), page.NextPageToken);
        });

        listed.ShouldBe(listed.Distinct().Order(StringComparer.Ordinal));
        names.ShouldBeSubsetOf(listed);
    }

    [Fact]
    public async Task subjects_are_found_by_name_role_and_end_with_one_statement()
    {
        foreach (var (name, role, days) in ((string, string, int)[])[("found-a", "auditor", 1), ("found-b", "auditor", 9), ("found-c", "approver", 1)])
            await admin.CreateTokenAsync(new CreateTokenRequest { Subject = name, Roles = { role, "application" }, ValidDays = days });
        var soon = DateTimeOffset.UtcNow.AddDays(2).ToTimestamp();

        (await FoundAsync(new ListSubjectsRequest { NamePrefix = "found-" })).ShouldBe(["found-a", "found-b", "found-c"]);
        (await FoundAsync(new ListSubjectsRequest { NamePrefix = "found-", Descending = true })).ShouldBe(["found-c", "found-b", "found-a"]);
        (await FoundAsync(new ListSubjectsRequest { NamePrefix = "found-", Role = "auditor" })).ShouldBe(["found-a", "found-b"]);
        (await FoundAsync(new ListSubjectsRequest { NamePrefix = "found-", Role = "auditor", ExpireBefore = soon })).ShouldBe(["found-a"]);
        using var queries = new QueryCount();
        foreach (var size in (int[])[1, 100])
            (await queries.OfAsync(() => admin.ListSubjectsAsync(new ListSubjectsRequest { PageSize = size }).ResponseAsync)).ShouldBe(1);

        async Task<IEnumerable<string>> FoundAsync(ListSubjectsRequest request) =>
            (await admin.ListSubjectsAsync(request)).Subjects.Select(subject => subject.Name);
    }
}
