using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using Api = MlOps.Contracts.Identity.V1.Roles;

namespace MlOps.Gateway.Tests.CustomRoles;

/// <summary>The largest requests of each RPC, and every mutation by many callers at once, repeated, and of an expected version.</summary>
[Collection(GatewayCollection.Name)]
public class RoleLimitTests(GatewaySystem system, ITestOutputHelper output)
{
    private static readonly string Name = new('n', 63);

    private static readonly IReadOnlyDictionary<string, Func<string, int, IMessage>> Samples = new Dictionary<string, Func<string, int, IMessage>>
    {
        ["CreateRole"] = (name, i) => new CreateRoleRequest { Name = name, Description = $"{i}", Permissions = { "catalog.*.read" } },
        ["UpdateRole"] = (name, i) => new UpdateRoleRequest
        {
            Name = name, Description = $"{i}", UpdateMask = new() { Paths = { "description" } },
        },
        ["DeleteRole"] = (name, i) => new DeleteRoleRequest { Name = name, Reason = $"{i}" },
    };

    public static TheoryData<string> Mutations => [.. Api.Descriptor.Mutations().Select(method => method.Name)];

    private CallInvoker Admin => system.Gateway.ChannelIn(["*"], "root", "admin").CreateCallInvoker();

    [Fact]
    public void every_mutation_has_a_sample() =>
        Api.Descriptor.Mutations().Select(method => method.Name).ShouldBe(Samples.Keys, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task each_of_many_callers_succeeds_or_is_told_why_not(string mutation)
    {
        var rpc = Api.Descriptor.Rpc(mutation);
        var name = $"parallel-{mutation.ToLowerInvariant()}";
        if (mutation != "CreateRole") await CreateAsync(name);

        // One caller for each connection that the gateway lets one subject have.
        var outcomes = await new ParallelCallers(Admin).CallAsync(rpc, i => Samples[mutation](name, i), StatusCode.ResourceExhausted);

        output.WriteLine(ParallelCallers.Summary(rpc, outcomes));
        if (mutation == "CreateRole") outcomes.Count(outcome => outcome.Code == StatusCode.OK).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task a_repeated_request_gets_the_first_answer_whatever_has_happened_since(string mutation)
    {
        var name = $"twice-{mutation.ToLowerInvariant()}";
        if (mutation != "CreateRole") await CreateAsync(name);

        await new RepeatedRequests(system.Gateway, Admin).TwiceAsync(
            Api.Descriptor.Rpc(mutation), Samples[mutation](name, 1), () => Admin.CallAsync(Api.Descriptor.Rpc("DeleteRole"), Samples["DeleteRole"](name, 2)));
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task the_expected_version_must_be_the_present_one(string mutation)
    {
        var rpc = Api.Descriptor.Rpc(mutation);
        var name = $"expected-{mutation.ToLowerInvariant()}";
        var request = Samples[mutation](name, 1);
        var present = mutation == "CreateRole" ? 0L : 1L;
        if (present == 1) await CreateAsync(name);

        await Admin.ShouldTakePresentVersionAsync(rpc, request, present);
    }

    [Fact]
    public async Task the_largest_requests_are_granted_published_and_listed_and_larger_ones_refused() =>
        await new LargestRequests(Api.Descriptor, Admin)
            .Add<CreateRoleRequest, Role>(
                "CreateRole",
                () => Task.FromResult(new CreateRoleRequest
                {
                    Name = Name, Description = new string('語', Limits.DescriptionLength), Permissions = { Permissions() },
                    Reason = new string('語', Limits.ReasonLength), RequestId = new string('r', 128),
                }),
                async (_, created) =>
                {
                    created.Permissions.Count.ShouldBe(Limits.RolePermissions);
                    var sent = await system.System.ConsumeAsync<RoleCreated>(Topics.Gateway, e => e.Data.Role == Name);
                    (sent.Data.Permissions.Count, sent.Reason.Length).ShouldBe((Limits.RolePermissions, Limits.ReasonLength));
                    await PermissionsArriveAsync();
                },
                ("name", request => request.Name += "n"),
                ("description", request => request.Description += "語"),
                ("permissions", request => request.Permissions.Add("catalog.*.read")),
                ("permissions[0]", request => request.Permissions[0] = $"catalog.{new string('x', 48)}.update_"),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .Add<GetRoleRequest, Role>(
                "GetRole",
                () => Task.FromResult(new GetRoleRequest { Name = Name }),
                (_, found) => Check(found.Permissions.Count, Limits.RolePermissions),
                ("name", request => request.Name += "n"))
            .Add<ListRolesRequest, ListRolesResponse>(
                "ListRoles",
                () => Task.FromResult(new ListRolesRequest { NamePrefix = Name, PageSize = int.MaxValue, ShowDeleted = true }),
                (_, listed) => Check(listed.Roles.Count, 1),
                ("name_prefix", request => request.NamePrefix = new string('n', Limits.NameLength + 1)))
            .Add<UpdateRoleRequest, Role>(
                "UpdateRole",
                () => Task.FromResult(new UpdateRoleRequest
                {
                    Name = Name, Description = new string('本', Limits.DescriptionLength), Permissions = { Permissions() },
                    UpdateMask = new() { Paths = { "description", "permissions" } }, Reason = new string('語', Limits.ReasonLength),
                    RequestId = new string('r', 128),
                }),
                (_, updated) => Check(updated.Description.Length, Limits.DescriptionLength),
                ("name", request => request.Name += "n"),
                ("description", request => request.Description += "語"),
                ("permissions", request => request.Permissions.Add("catalog.*.read")),
                ("update_mask", request => request.UpdateMask.Paths.Add("name")),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .Add<DeleteRoleRequest, Role>(
                "DeleteRole",
                () => Task.FromResult(new DeleteRoleRequest
                {
                    Name = Name, Reason = new string('語', Limits.ReasonLength), RequestId = new string('r', 128),
                }),
                (_, deleted) => Check(deleted.Deleted ? 1 : 0, 1),
                ("name", request => request.Name += "n"),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .SendAllAsync(output.WriteLine);

    /// <summary>The largest role, beside the most roles and workspaces that a token may name, goes with a request to a service.</summary>
    private async Task PermissionsArriveAsync()
    {
        string[] workspaces = ["default", .. Enumerable.Range(1, Limits.Workspaces - 1).Select(i => $"{i:D2}{new string('w', 61)}")];
        var names = new List<string> { Name };
        var all = KnownPermissions.All.Order(StringComparer.Ordinal).ToArray();
        for (var i = 1; i < Limits.TokenRoles; i++)
        {
            names.Add($"{i:D2}{new string('m', 61)}");
            var some = Enumerable.Range(0, Limits.RolePermissions).Select(j => all[(i * 7 + j) % all.Length]);
            await new Api.RolesClient(Admin).CreateRoleAsync(new CreateRoleRequest { Name = names[^1], Permissions = { some } });
        }

        var channel = system.Gateway.ChannelIn(workspaces, new string('s', 128), [.. names]);
        var refused = await Should.ThrowAsync<RpcException>(() => new Contracts.Catalog.V1.DatasetCatalog.DatasetCatalogClient(channel)
            .ListDatasetsAsync(new(), new Metadata { { "mlops-workspace", "default" } }).ResponseAsync);
        refused.StatusCode.ShouldBe(StatusCode.Unimplemented, refused.Status.Detail);
    }

    private static string[] Permissions() => [.. KnownPermissions.All.Order(StringComparer.Ordinal).Take(Limits.RolePermissions)];

    private static Task Check(int actual, int expected)
    {
        actual.ShouldBe(expected);
        return Task.CompletedTask;
    }

    private async Task CreateAsync(string name) => await new Api.RolesClient(Admin).CreateRoleAsync(
        new CreateRoleRequest { Name = name, Permissions = { "catalog.*.read" } });
}
