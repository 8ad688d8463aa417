using Grpc.Core;
using Microsoft.IdentityModel.JsonWebTokens;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceHost;

namespace MlOps.Gateway.Tests.Identity;

/// <summary>Tokens of a real OpenID provider beside the gateway's own.</summary>
public sealed class ExternalProviderTests : IAsyncLifetime
{
    private readonly IdentitySystem system = new();
    private ForeignProvider? provider;
    private TestService gateway = null!;

    public async Task InitializeAsync()
    {
        ForeignProvider.Clients["ada"] = ("mlops", [("groups", "ml-engineers"), ("groups", "dogs"), ("groups", "viewer"), ("teams", "bike-team")]);
        ForeignProvider.Clients["bob"] = ("mlops", [("groups", "ml-engineers")]);
        ForeignProvider.Clients["rel"] = ("mlops", [("groups", "releasers"), ("groups", "made-later"), ("groups", "service"), ("teams", "bike-team")]);
        ForeignProvider.Clients["eve"] = ("another-system", [("groups", "ml-engineers")]);
        ForeignProvider.Clients["service:registry"] = ("mlops", [("groups", "admin")]);
        await system.InitializeAsync();
        gateway = await system.Gateway.StartSecondNodeAsync(new Dictionary<string, string?>
        {
            ["Identity:External:Authority"] = ForeignProvider.Address,
            ["Identity:External:AllowPrivateAddresses"] = "true",
            ["Identity:External:Audience"] = "mlops",
            ["Identity:External:RoleClaim"] = "groups",
            ["Identity:External:Roles:ml-engineers"] = "engineer",
            ["Identity:External:Roles:releasers"] = "releaser",
            ["Identity:External:WorkspaceClaim"] = "teams",
            ["Identity:External:Workspaces:bike-team"] = "bikes",
        });
        provider = await ForeignProvider.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (provider is not null) await provider.DisposeAsync();
        await gateway.DisposeAsync();
        await system.DisposeAsync();
    }

    [Fact]
    public async Task a_person_has_the_roles_and_workspaces_that_the_provider_s_are_mapped_to()
    {
        var ada = await IdentitySystem.Through(gateway, await provider!.TokenAsync("ada")).GetDatasetAsync(new());
        (ada.Name, ada.Description, ada.Tags["workspace"]).ShouldBe(("ada", "engineer viewer", "bikes"));

        var bob = await IdentitySystem.Through(gateway, await provider.TokenAsync("bob")).GetDatasetAsync(new());
        (bob.Name, bob.Description, bob.Tags["workspace"]).ShouldBe(("bob", "engineer", "default"));

        (await IdentitySystem.Through(gateway, system.AdminToken).GetDatasetAsync(new())).Name.ShouldBe("admin");
    }

    [Fact]
    public async Task custom_roles_are_mapped_too_and_those_that_are_made_later_hold_from_then_on()
    {
        var roles = new Roles.RolesClient(system.Gateway.Channel(system.AdminToken));
        var token = await provider!.TokenAsync("rel");
        (await CodeOf(token, "bikes")).ShouldBe(StatusCode.PermissionDenied);

        await roles.CreateRoleAsync(new CreateRoleRequest { Name = "releaser", Permissions = { "catalog.datasets.read" } });
        await Eventually.HoldsAsync(async () => await CodeOf(token, "bikes") == StatusCode.OK, TimeSpan.FromSeconds(1));
        (await SeenAsync(token, "bikes")).Description.ShouldBe("releaser");
        await roles.CreateRoleAsync(new CreateRoleRequest { Name = "made-later", Permissions = { "registry.models.read" } });
        await Eventually.HoldsAsync(async () => (await SeenAsync(token, "bikes")).Description == "releaser made-later", TimeSpan.FromSeconds(1));
        (await SeenAsync(token, "bikes")).Tags["permissions"].ShouldBe("catalog.datasets.read registry.models.read");
    }

    [Fact]
    public async Task a_member_of_a_workspace_may_enter_it_with_the_roles_of_the_membership_and_of_the_claims_for_it()
    {
        var (bob, ada) = (await provider!.TokenAsync("bob"), await provider.TokenAsync("ada"));
        (await CodeOf(bob, "bikes")).ShouldBe(StatusCode.NotFound);

        await SetAsync("BOB", "viewer");
        await SetAsync("ada", "approver");

        // His claims are for another workspace: there he is an engineer, here he is not.
        await Eventually.HoldsAsync(async () => await CodeOf(bob, "bikes") == StatusCode.OK, TimeSpan.FromSeconds(1));
        (await SeenAsync(bob, "bikes")).Description.ShouldBe("viewer");
        (await SeenAsync(bob, "default")).Description.ShouldBe("engineer");
        (await SeenAsync(bob)).Tags["workspace"].ShouldBe("default");
        (await SeenAsync(ada, "bikes")).Description.ShouldBe("engineer viewer approver");
        (await CodeOf(ada, "default")).ShouldBe(StatusCode.NotFound);
        (await new Contracts.Identity.V1.Workspaces.WorkspacesClient(gateway.Channel(bob)).ListWorkspacesAsync(new())).Workspaces
            .Select(one => one.Name).ShouldBe(["bikes", "default"]);

        // The gateway's own tokens keep exactly their scope.
        var own = await system.Admin.CreateTokenAsync(new CreateTokenRequest { Subject = "bob", Roles = { "engineer" }, Workspaces = { "default" } });
        (await CodeOf(own.Value, "bikes")).ShouldBe(StatusCode.NotFound);

        await Members.RemoveMemberAsync(new RemoveMemberRequest { Subject = "bob", Reason = "left" }, InBikes);
        await Eventually.HoldsAsync(async () => await CodeOf(bob, "bikes") == StatusCode.NotFound, TimeSpan.FromSeconds(1));
        (await CodeOf(bob, "default")).ShouldBe(StatusCode.OK);

        // Removed and added again, by whatever form of the name: the same person under the same name.
        await SetAsync("Bob", "approver", "admin");
        await Eventually.HoldsAsync(async () => await CodeOf(bob, "bikes") == StatusCode.OK, TimeSpan.FromSeconds(1));
        (await SeenAsync(bob, "bikes")).Name.ShouldBe("bob");
        await gateway.RestartAsync();
        (await SeenAsync(bob, "bikes")).Description.ShouldBe("approver admin");
    }

    [Fact]
    public async Task a_membership_ends_at_its_time_and_no_inside_token_outlasts_it()
    {
        var bob = await provider!.TokenAsync("bob");
        var end = system.Time.GetUtcNow().AddSeconds(40);
        await SetAsync(new SetMemberRequest { Subject = "bob", Roles = { "viewer" }, ExpireTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(end) });

        await Eventually.HoldsAsync(async () => await CodeOf(bob, "bikes") == StatusCode.OK, TimeSpan.FromSeconds(1));
        var inside = new JsonWebToken((await SeenAsync(bob, "bikes")).Tags["header authorization"]["Bearer ".Length..]);
        inside.ValidTo.ShouldBeLessThanOrEqualTo(end.UtcDateTime);
        inside.Claims.Where(claim => claim.Type == "workspaces").Select(claim => claim.Value).ShouldBe(["bikes"]);
        system.Time.Advance(TimeSpan.FromSeconds(40));
        (await CodeOf(bob, "bikes")).ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task an_admin_by_membership_is_one_of_that_workspace_only()
    {
        var bob = await provider!.TokenAsync("bob");
        await SetAsync("bob", "admin");
        await Eventually.HoldsAsync(async () => await CodeOf(bob, "bikes") == StatusCode.OK, TimeSpan.FromSeconds(1));
        var (tokens, members) = (new Contracts.Identity.V1.Tokens.TokensClient(gateway.Channel(bob)), new Contracts.Identity.V1.Workspaces.WorkspacesClient(gateway.Channel(bob)));

        await tokens.CreateTokenAsync(new CreateTokenRequest { Subject = "kim", Roles = { "viewer" }, Workspaces = { "bikes" } }, InBikes);
        (await members.SetMemberAsync(new SetMemberRequest { Subject = "kim", Roles = { "engineer" } }, InBikes)).Setter.ShouldBe("bob");
        (await members.ListMembersAsync(new ListMembersRequest { Role = "engineer" }, InBikes)).Members.ShouldHaveSingleItem().Subject.ShouldBe("kim");

        foreach (var workspace in (string[])["default", "*"])
        {
            var request = new CreateTokenRequest { Subject = "kim", Roles = { "viewer" }, Workspaces = { workspace } };
            await Refused.WithAsync(StatusCode.NotFound, () => tokens.CreateTokenAsync(request, InBikes).ResponseAsync);
        }

        await Refused.WithAsync(StatusCode.PermissionDenied, () => members.CreateWorkspaceAsync(new CreateWorkspaceRequest { Name = "more" }, InBikes).ResponseAsync);
        await Refused.WithAsync(StatusCode.PermissionDenied, () => members.SetMemberAsync(new SetMemberRequest { Subject = "kim", Roles = { "viewer" } }).ResponseAsync);
    }

    [Fact]
    public async Task tokens_for_another_system_of_a_service_s_name_or_changed_are_refused_and_any_where_no_provider_is_set()
    {
        var ada = await provider!.TokenAsync("ada");
        var wrong = new[]
        {
            (gateway, await provider.TokenAsync("eve")), (gateway, await provider.TokenAsync("service:registry")),
            (gateway, ada[..^6] + "AAAAAA"), (system.Gateway, ada),
        };
        foreach (var (at, token) in wrong)
        {
            (await Should.ThrowAsync<RpcException>(() => IdentitySystem.Through(at, token).GetDatasetAsync(new()).ResponseAsync))
                .StatusCode.ShouldBe(StatusCode.Unauthenticated);
        }
    }

    [Fact]
    public async Task a_provider_that_is_away_makes_its_own_tokens_unavailable_and_no_others()
    {
        var ada = await provider!.TokenAsync("ada");
        await provider.DisposeAsync();
        provider = null;

        (await Should.ThrowAsync<RpcException>(() => IdentitySystem.Through(gateway, ada).GetDatasetAsync(new()).ResponseAsync))
            .StatusCode.ShouldBe(StatusCode.Unavailable);
        (await IdentitySystem.Through(gateway, system.AdminToken).GetDatasetAsync(new())).Name.ShouldBe("admin");
    }

    private static Metadata InBikes => In("bikes");

    private Contracts.Identity.V1.Workspaces.WorkspacesClient Members => new(system.Gateway.Channel(system.AdminToken));

    private static Metadata In(string workspace) => new() { { "mlops-workspace", workspace } };

    private Task SetAsync(string subject, params string[] roles) => SetAsync(new SetMemberRequest { Subject = subject, Roles = { roles } });

    private async Task SetAsync(SetMemberRequest request) => (await Members.SetMemberAsync(request, InBikes)).Workspace.ShouldBe("bikes");

    private async Task<Dataset> SeenAsync(string token, string? workspace = null) =>
        await IdentitySystem.Through(gateway, token).GetDatasetAsync(new(), workspace is null ? [] : In(workspace));

    private async Task<StatusCode> CodeOf(string token, string workspace)
    {
        try
        {
            await SeenAsync(token, workspace);
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}
