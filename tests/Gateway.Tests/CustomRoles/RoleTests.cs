using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceHost;
using BuiltIn = MlOps.ServiceDefaults.Access.Roles;
using Client = MlOps.Contracts.Identity.V1.Roles.RolesClient;
using TokensClient = MlOps.Contracts.Identity.V1.Tokens.TokensClient;

namespace MlOps.Gateway.Tests.CustomRoles;

[Collection(GatewayCollection.Name)]
public class RoleTests(GatewaySystem system)
{
    private readonly Client admin = new(system.Gateway.ChannelIn(["*"], "root", "admin"));
    private readonly TokensClient tokens = new(system.Gateway.ChannelIn(["*"], "root", "admin"));

    [Fact]
    public async Task a_role_is_made_changed_listed_and_deleted_by_events()
    {
        var created = await CreateAsync("life", "catalog.*.read");
        (created.Name, created.Creator, created.Revision, created.BuiltIn, created.Deleted).ShouldBe(("life", "root", 1, false, false));
        await Refused.WithAsync(StatusCode.AlreadyExists, () => CreateAsync("life", "catalog.*.read"));

        var updated = await admin.UpdateRoleAsync(new UpdateRoleRequest
        {
            Name = "life", Permissions = { "serving.*.read" }, UpdateMask = new() { Paths = { "permissions" } }, Reason = "another duty", ExpectedVersion = 1,
        });
        (updated.Permissions.Single(), updated.Revision).ShouldBe(("serving.*.read", 2));
        (await admin.GetRoleAsync(new GetRoleRequest { Name = "life" })).ShouldBe(updated);
        (await ListAsync(new ListRolesRequest { NamePrefix = "life" })).ShouldBe(["life"]);

        (await admin.DeleteRoleAsync(new DeleteRoleRequest { Name = "life", Reason = "done" })).Deleted.ShouldBeTrue();
        (await ListAsync(new ListRolesRequest { NamePrefix = "life" })).ShouldBeEmpty();
        (await ListAsync(new ListRolesRequest { NamePrefix = "life", ShowDeleted = true })).ShouldBe(["life"]);
        (await Refused.WithAsync(StatusCode.FailedPrecondition, () => CreateAsync("life", "catalog.*.read"))).Rule().Type.ShouldBe("role-deleted");
        var sent = await system.System.ConsumeAsync<RoleDeleted>(Topics.Gateway, e => e.Data.Role == "life");
        (sent.Subject, sent.Actor, sent.Reason, sent.Workspace).ShouldBe(("role/life", "root", "done", "default"));
        using var record = new AuditLog.AuditLogClient(system.Gateway.ChannelIn(["*"], "aud", "auditor")).ReadStream(new() { Stream = "role/life" });
        (await record.ResponseStream.ReadAllAsync().Select(e => e.Type).ToListAsync()).ShouldBe(["role_created", "role_updated", "role_deleted"]);
    }

    [Fact]
    public async Task built_in_roles_are_listed_among_the_others_by_name_and_changed_by_nobody()
    {
        await CreateAsync("b-between", "catalog.*.read");
        var viewer = new Client(system.Gateway.ChannelAs("vic", "viewer"));

        foreach (var descending in (bool[])[false, true])
        {
            var (all, request) = (new List<Role>(), new ListRolesRequest { PageSize = 2, Descending = descending });
            do
            {
                var page = await viewer.ListRolesAsync(request);
                page.Roles.Count.ShouldBeLessThanOrEqualTo(2);
                all.AddRange(page.Roles);
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);

            var names = all.Select(role => role.Name).ToList();
            names.ShouldBe(descending ? names.OrderDescending(StringComparer.Ordinal) : names.Order(StringComparer.Ordinal));
            names.ShouldBeUnique();
            all.Where(role => role.BuiltIn).Select(role => role.Name).ShouldBe(BuiltIn.Assignable, ignoreOrder: true);
            names.ShouldContain("b-between");
        }

        (await viewer.GetRoleAsync(new GetRoleRequest { Name = "viewer" })).Permissions.ShouldBe(["*.*.read"]);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => admin.DeleteRoleAsync(new DeleteRoleRequest { Name = "admin" }).ResponseAsync))
            .Fields().ShouldBe(["name"]);
    }

    [Fact]
    public async Task all_that_is_wrong_with_a_role_is_named_at_once()
    {
        foreach (var name in (string[])["viewer", "service", "Not A Name", "", new('n', 64)])
        {
            (await Refused.WithAsync(StatusCode.InvalidArgument, () => CreateAsync(
                name, "catalog.*.read", "kitchen.*.read", "catalog.datasets", "catalog.datasets.boil", "catalog.datasets.READ", "*.*.*.*", "")))
                .Fields().ShouldBe(
                    ["name", "permissions[1]", "permissions[2]", "permissions[3]", "permissions[4]", "permissions[5]", "permissions[6]"], ignoreOrder: true);
        }

        (await Refused.WithAsync(StatusCode.InvalidArgument, () => CreateAsync("empty"))).Fields().ShouldBe(["permissions"]);
        await Refused.WithAsync(StatusCode.NotFound, () => admin.GetRoleAsync(new GetRoleRequest { Name = "nowhere" }).ResponseAsync);
    }

    [Fact]
    public async Task only_an_admin_of_all_workspaces_manages_roles()
    {
        await CreateAsync("managed", "catalog.*.read");
        var others = new[] { system.Gateway.ChannelAs("eve", "engineer"), system.Gateway.ChannelAs("ada", "admin") };
        foreach (var client in others.Select(channel => new Client(channel)))
        {
            await Refused.WithAsync(StatusCode.PermissionDenied, () => client.CreateRoleAsync(Request("mine", "catalog.*.read")).ResponseAsync);
            await Refused.WithAsync(
                StatusCode.PermissionDenied, () => client.DeleteRoleAsync(new DeleteRoleRequest { Name = "managed" }).ResponseAsync);
            await Refused.WithAsync(StatusCode.PermissionDenied, () => client.UpdateRoleAsync(new UpdateRoleRequest
            {
                Name = "managed", UpdateMask = new() { Paths = { "description" } },
            }).ResponseAsync);
        }
    }

    [Fact]
    public async Task a_token_allows_what_its_custom_role_allows_at_the_moment_on_every_node()
    {
        await CreateAsync("moving", "identity.self.read");
        var token = await tokens.CreateTokenAsync(new CreateTokenRequest { Subject = "mo", Roles = { "moving" }, Workspaces = { "default" } });
        await using var other = await system.Gateway.StartSecondNodeAsync();
        var (here, there) = (system.Gateway.Channel(token.Value), other.Channel(token.Value));

        (await new TokensClient(here).WhoAmIAsync(new())).Roles.ShouldBe(["moving"]);
        (await CodeOfAsync(here)).ShouldBe(StatusCode.PermissionDenied);
        (await CodeOfAsync(there)).ShouldBe(StatusCode.PermissionDenied);

        // The catalog of the test has no such RPC: whoever may call it is told so.
        await UpdateAsync("moving", "catalog.*.read");
        (await CodeOfAsync(here)).ShouldBe(StatusCode.Unimplemented);
        await Eventually.HoldsAsync(async () => await CodeOfAsync(there) == StatusCode.Unimplemented, TimeSpan.FromSeconds(1));
        await Refused.WithAsync(StatusCode.PermissionDenied, () => new TokensClient(here).WhoAmIAsync(new()).ResponseAsync);

        await admin.DeleteRoleAsync(new DeleteRoleRequest { Name = "moving" });
        (await CodeOfAsync(here)).ShouldBe(StatusCode.PermissionDenied);
        await Eventually.HoldsAsync(async () => await CodeOfAsync(there) == StatusCode.PermissionDenied, TimeSpan.FromSeconds(1));
        await system.Gateway.RestartAsync();
        (await CodeOfAsync(system.Gateway.Channel(token.Value))).ShouldBe(StatusCode.PermissionDenied);
    }

    [Fact]
    public async Task a_token_names_roles_that_exist_also_ones_that_another_node_has_just_made()
    {
        await using var other = await system.Gateway.StartSecondNodeAsync();
        await new Client(other.ChannelIn(["*"], "root", "admin")).CreateRoleAsync(Request("made-elsewhere", "catalog.*.read"));
        (await tokens.CreateTokenAsync(new CreateTokenRequest { Subject = "mo", Roles = { "made-elsewhere", "viewer" } })).Roles
            .ShouldBe(["made-elsewhere", "viewer"]);
        (await tokens.ListTokensAsync(new ListTokensRequest { Role = "made-elsewhere" })).Tokens.ShouldHaveSingleItem().Subject.ShouldBe("mo");

        await admin.DeleteRoleAsync(new DeleteRoleRequest { Name = "made-elsewhere" });
        foreach (var role in (string[])["made-elsewhere", "made-nowhere", "service", "*"])
        {
            (await Refused.WithAsync(
                    StatusCode.InvalidArgument,
                    () => tokens.CreateTokenAsync(new CreateTokenRequest { Subject = "mo", Roles = { "viewer", role } }).ResponseAsync))
                .Fields().ShouldBe(["roles"], role);
        }
    }

    [Fact]
    public async Task nobody_gives_what_he_may_not_do_himself()
    {
        await CreateAsync("giver", "identity.*.*", "catalog.datasets.*");
        var giver = system.Gateway.ChannelIn(["*"], "gil", "giver");
        var (roles, making) = (new Client(giver), new TokensClient(giver));
        var strong = await tokens.CreateTokenAsync(new CreateTokenRequest { Subject = "root", Roles = { "admin" }, Workspaces = { "default" } });

        await roles.CreateRoleAsync(Request("given", "catalog.datasets.read", "identity.tokens.*"));
        await Refused.WithAsync(StatusCode.PermissionDenied, () => roles.CreateRoleAsync(Request("more", "catalog.*.read")).ResponseAsync);
        await Refused.WithAsync(StatusCode.PermissionDenied, () => roles.UpdateRoleAsync(new UpdateRoleRequest
        {
            Name = "giver", Permissions = { "*.*.*" }, UpdateMask = new() { Paths = { "permissions" } },
        }).ResponseAsync);
        await making.CreateTokenAsync(new CreateTokenRequest { Subject = "sam", Roles = { "given" } });
        foreach (var role in (string[])["admin", "viewer"])
        {
            await Refused.WithAsync(
                StatusCode.PermissionDenied,
                () => making.CreateTokenAsync(new CreateTokenRequest { Subject = "gil", Roles = { role } }).ResponseAsync);
        }

        await Refused.WithAsync(StatusCode.PermissionDenied, () => making.RotateTokenAsync(new RotateTokenRequest { Id = strong.Id }).ResponseAsync);
    }

    private static async Task<StatusCode> CodeOfAsync(ChannelBase channel) => (await Should.ThrowAsync<RpcException>(
        () => new DatasetCatalog.DatasetCatalogClient(channel).ListDatasetsAsync(new()).ResponseAsync)).StatusCode;

    private static CreateRoleRequest Request(string name, params string[] permissions) => new() { Name = name, Permissions = { permissions } };

    private async Task<Role> CreateAsync(string name, params string[] permissions) => await admin.CreateRoleAsync(Request(name, permissions));

    private async Task UpdateAsync(string name, params string[] permissions) => await admin.UpdateRoleAsync(new UpdateRoleRequest
    {
        Name = name, Permissions = { permissions }, UpdateMask = new() { Paths = { "permissions" } },
    });

    private async Task<IEnumerable<string>> ListAsync(ListRolesRequest request) =>
        (await admin.ListRolesAsync(request)).Roles.Select(role => role.Name);
}
