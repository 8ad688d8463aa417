using System.Diagnostics.Metrics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Identity.V1;
using MlOps.ServiceHost;
using Client = MlOps.Contracts.Identity.V1.Elevations.ElevationsClient;
using TokensClient = MlOps.Contracts.Identity.V1.Tokens.TokensClient;

namespace MlOps.Gateway.Tests.Elevations;

[Collection(GatewayCollection.Name)]
public class ElevationTests(GatewaySystem system)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private readonly TokensClient admin = new(system.Gateway.ChannelIn(["*"], "root", "admin"));

    [Fact]
    public async Task it_is_an_event_an_alert_and_a_role_that_holds_at_once()
    {
        var counted = new List<(long Count, string? Role)>();
        using var listener = new MeterListener { InstrumentPublished = (found, on) => { if (found.Name == "mlops.identity.elevations") on.EnableMeasurementEvents(found); } };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            foreach (var tag in tags) if (tag.Key == "role") lock (counted) counted.Add((count, (string?)tag.Value));
        });
        listener.Start();
        var ann = system.Gateway.ChannelAs("life-ann", "approver");
        (await RegisterAsync(ann)).ShouldBe(StatusCode.PermissionDenied);

        var begun = await BeginAsync(ann, "engineer");

        (begun.Subject, begun.Workspace, begun.Role, begun.Reason, begun.Active).ShouldBe(("life-ann", "default", "engineer", "INC-4711", true));
        // The catalog of the test has no such RPC: whoever may call it is told so.
        (await RegisterAsync(ann)).ShouldBe(StatusCode.Unimplemented);
        var me = await new TokensClient(ann).WhoAmIAsync(new());
        (string.Join(' ', me.Roles), me.Elevation).ShouldBe(("approver engineer", begun.Id));
        var sent = await system.System.ConsumeAsync<ElevationBegan>(Topics.Gateway, e => e.Data.ElevationId == begun.Id);
        (sent.Subject, sent.Actor, sent.Reason, sent.Data.Role).ShouldBe(($"elevation/{begun.Id}", "life-ann", "INC-4711", "engineer"));
        system.Gateway.Log.ShouldContain(line => line.StartsWith("Critical ", StringComparison.Ordinal) && line.Contains(begun.Id));
        lock (counted) counted.ShouldContain((1, "engineer"));
        (await ListAsync(ann, new ListElevationsRequest { Subject = "LIFE-ANN", ActiveOnly = true })).ShouldBe([begun.Id]);

        var ended = await new Client(ann).EndElevationAsync(new EndElevationRequest { Id = begun.Id, Reason = "mended" });

        (ended.Active, ended.Ender).ShouldBe((false, "life-ann"));
        (await RegisterAsync(ann)).ShouldBe(StatusCode.PermissionDenied);
        (await ListAsync(ann, new ListElevationsRequest { Subject = "life-ann", ActiveOnly = true })).ShouldBeEmpty();
        (await ListAsync(ann, new ListElevationsRequest { Subject = "life-ann" })).ShouldBe([begun.Id]);
        (await RecordAsync($"elevation/{begun.Id}")).Select(e => (e.Type, e.Elevation)).ShouldBe([("elevation_began", ""), ("elevation_ended", begun.Id)]);
    }

    [Fact]
    public async Task it_holds_for_the_person_s_own_tokens_in_the_workspace_and_for_nobody_s_elsewhere()
    {
        await new Contracts.Identity.V1.Workspaces.WorkspacesClient(system.Gateway.ChannelIn(["*"], "root", "admin")).CreateWorkspaceAsync(new() { Name = "elsewhere" });
        var both = system.Gateway.ChannelIn(["default", "elsewhere"], "Own-Ann", "approver");
        await BeginAsync(both, "engineer");

        foreach (var own in (ChannelBase[])[both, system.Gateway.ChannelAs("own-ann", "viewer"), system.Gateway.ChannelAs("OWN-ANN", "approver")])
            (await RegisterAsync(own)).ShouldBe(StatusCode.Unimplemented);
        (await RegisterAsync(both, "elsewhere")).ShouldBe(StatusCode.PermissionDenied);
        (await RegisterAsync(system.Gateway.ChannelAs("own-bob", "approver"))).ShouldBe(StatusCode.PermissionDenied);
        var account = await admin.CreateTokenAsync(new CreateTokenRequest
        {
            Subject = "own-bot", Roles = { "approver" }, Workspaces = { "default" }, ServiceAccount = true, Owner = "own-ann",
        });
        var bot = system.Gateway.Channel(account.Value);
        (await RegisterAsync(bot)).ShouldBe(StatusCode.PermissionDenied);
        (await Refused.WithAsync(StatusCode.FailedPrecondition, () => BeginAsync(bot, "engineer"))).Rule().Type.ShouldBe("person");
    }

    [Fact]
    public async Task it_begins_and_ends_on_every_node_within_a_second_and_across_restarts()
    {
        await using var second = await system.Gateway.StartSecondNodeAsync();
        var (here, there) = (system.Gateway.ChannelAs("node-ann", "approver"), second.ChannelAs("node-ann", "approver"));

        var begun = await BeginAsync(here, "engineer");
        await Eventually.HoldsAsync(async () => await RegisterAsync(there) == StatusCode.Unimplemented, Limit);
        await second.RestartAsync();
        (await RegisterAsync(second.ChannelAs("node-ann", "approver"))).ShouldBe(StatusCode.Unimplemented);

        await new Client(second.ChannelAs("node-ann", "approver")).EndElevationAsync(new EndElevationRequest { Id = begun.Id });
        await Eventually.HoldsAsync(async () => await RegisterAsync(here) == StatusCode.PermissionDenied, Limit);
        await system.Gateway.RestartAsync();
        (await RegisterAsync(system.Gateway.ChannelAs("node-ann", "approver"))).ShouldBe(StatusCode.PermissionDenied);
    }

    [Fact]
    public async Task it_ends_with_the_token_that_it_was_begun_with()
    {
        var (first, other) = (await TokenAsync("rev-ann", "approver"), await TokenAsync("rev-ann", "approver"));
        var begun = await BeginAsync(system.Gateway.Channel(first.Value), "engineer");
        begun.EndTime.ToDateTimeOffset().ShouldBeLessThanOrEqualTo(first.ExpireTime.ToDateTimeOffset());
        (await RegisterAsync(system.Gateway.Channel(other.Value))).ShouldBe(StatusCode.Unimplemented);

        await admin.RevokeTokenAsync(new RevokeTokenRequest { Id = first.Id, Reason = "stolen" });

        (await RegisterAsync(system.Gateway.Channel(other.Value))).ShouldBe(StatusCode.PermissionDenied);
        (await ListAsync(system.Gateway.Channel(other.Value), new ListElevationsRequest { Subject = "rev-ann", ActiveOnly = true })).ShouldBeEmpty();
        await system.Gateway.RestartAsync();
        (await RegisterAsync(system.Gateway.Channel(other.Value))).ShouldBe(StatusCode.PermissionDenied);
    }

    [Fact]
    public async Task nothing_that_outlasts_it_comes_of_it()
    {
        var eve = system.Gateway.ChannelIn(["*"], "grant-eve", "engineer");
        var own = await TokenAsync("grant-eve", "viewer");
        await BeginAsync(eve, "admin");
        var tokens = new TokensClient(eve);

        foreach (var making in new Func<Task>[]
        {
            () => tokens.CreateTokenAsync(new CreateTokenRequest { Subject = "grant-eve", Roles = { "admin" } }).ResponseAsync,
            () => tokens.CreateTokenAsync(new CreateTokenRequest { Subject = "grant-eve", Roles = { "viewer" } }).ResponseAsync,
            () => tokens.RotateTokenAsync(new RotateTokenRequest { Id = own.Id }).ResponseAsync,
            () => BeginAsync(eve, "approver"),
            () => new Contracts.Identity.V1.Workspaces.WorkspacesClient(eve)
                .SetMemberAsync(new SetMemberRequest { Subject = "grant-eve", Roles = { "admin" } }).ResponseAsync,
        })
        {
            (await Refused.WithAsync(StatusCode.FailedPrecondition, making)).Rule().Type.ShouldBe("elevated");
        }

        // An admin of this workspace for the moment, and not of the platform, though the token holds in all workspaces.
        await Refused.WithAsync(StatusCode.PermissionDenied, () => new Contracts.Identity.V1.Roles.RolesClient(eve)
            .CreateRoleAsync(new CreateRoleRequest { Name = "made-under", Permissions = { "catalog.*.read" } }).ResponseAsync);
        await Refused.WithAsync(StatusCode.PermissionDenied, () => new Contracts.Identity.V1.Workspaces.WorkspacesClient(eve)
            .CreateWorkspaceAsync(new CreateWorkspaceRequest { Name = "made-under" }).ResponseAsync);
        // What mends is allowed, and is marked.
        (await tokens.RevokeTokenAsync(new RevokeTokenRequest { Id = own.Id, Reason = "stolen" })).Revoked.ShouldBeTrue();
        (await RecordAsync($"token/{own.Id}")).Select(e => e.Elevation.Length).ShouldBe([0, 32]);
    }

    [Fact]
    public async Task only_an_admin_ends_another_s_and_bad_requests_name_every_fault()
    {
        var begun = await BeginAsync(system.Gateway.ChannelAs("other-ann", "approver"), "engineer");
        var bob = new Client(system.Gateway.ChannelAs("other-bob", "engineer"));
        await Refused.WithAsync(StatusCode.PermissionDenied, () => bob.EndElevationAsync(new EndElevationRequest { Id = begun.Id }).ResponseAsync);
        await Refused.WithAsync(StatusCode.NotFound, () => bob.EndElevationAsync(new EndElevationRequest { Id = "none" }).ResponseAsync);
        (await new Client(system.Gateway.ChannelAs("root", "admin")).EndElevationAsync(new EndElevationRequest { Id = begun.Id })).Ender.ShouldBe("root");

        var bad = new BeginElevationRequest { Role = "king", Duration = new Duration { Seconds = -1 } };
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => bob.BeginElevationAsync(bad).ResponseAsync)).Fields()
            .ShouldBe(["role", "reason", "duration"], ignoreOrder: true);
        foreach (var duration in (Duration[])[new(), new() { Seconds = 14_400, Nanos = 1 }, new() { Seconds = 14_401 }])
        {
            var request = new BeginElevationRequest { Role = "service", Reason = "r", Duration = duration };
            (await Refused.WithAsync(StatusCode.InvalidArgument, () => bob.BeginElevationAsync(request).ResponseAsync)).Fields()
                .ShouldBe(["role", "duration"], ignoreOrder: true);
        }
    }

    [Fact]
    public async Task a_custom_role_can_be_what_it_gives()
    {
        await new Contracts.Identity.V1.Roles.RolesClient(system.Gateway.ChannelIn(["*"], "root", "admin"))
            .CreateRoleAsync(new CreateRoleRequest { Name = "fixer", Permissions = { "catalog.datasets.register" } });
        var ann = system.Gateway.ChannelAs("custom-ann", "approver");

        await BeginAsync(ann, "fixer");

        (await RegisterAsync(ann)).ShouldBe(StatusCode.Unimplemented);
        (await new TokensClient(ann).WhoAmIAsync(new())).Permissions.ShouldBe(["catalog.datasets.register"]);
    }

    private static async Task<Contracts.Identity.V1.Elevation> BeginAsync(ChannelBase channel, string role) =>
        await new Client(channel).BeginElevationAsync(new BeginElevationRequest { Role = role, Reason = "INC-4711" }, InDefault);

    private static Metadata InDefault => new() { { "mlops-workspace", "default" } };

    private static async Task<StatusCode> RegisterAsync(ChannelBase channel, string workspace = "default") =>
        (await Should.ThrowAsync<RpcException>(() => new DatasetCatalog.DatasetCatalogClient(channel)
            .RegisterDatasetAsync(new(), new Metadata { { "mlops-workspace", workspace } }).ResponseAsync)).StatusCode;

    private static async Task<IEnumerable<string>> ListAsync(ChannelBase channel, ListElevationsRequest request) =>
        (await new Client(channel).ListElevationsAsync(request)).Elevations.Select(one => one.Id);

    private async Task<Token> TokenAsync(string subject, string role) => await admin.CreateTokenAsync(
        new CreateTokenRequest { Subject = subject, Roles = { role }, Workspaces = { "default" } });

    private async Task<List<RecordedEvent>> RecordAsync(string stream)
    {
        using var record = new AuditLog.AuditLogClient(system.Gateway.ChannelIn(["*"], "aud", "auditor")).ReadStream(new() { Stream = stream });
        return await record.ResponseStream.ReadAllAsync().ToListAsync();
    }
}
