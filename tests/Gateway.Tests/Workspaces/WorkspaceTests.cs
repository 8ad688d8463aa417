using System.Net;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Identity.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceHost;
using Client = MlOps.Contracts.Identity.V1.Workspaces.WorkspacesClient;

namespace MlOps.Gateway.Tests.Workspaces;

[Collection(GatewayCollection.Name)]
public class WorkspaceTests(GatewaySystem system)
{
    private readonly Client admin = new(system.Gateway.ChannelIn(["*"], "root", "admin"));

    [Fact]
    public async Task a_workspace_is_created_described_listed_and_archived_by_events()
    {
        var created = await admin.CreateWorkspaceAsync(
            new CreateWorkspaceRequest { Name = "life", Description = "first", Tags = { ["team"] = "x" }, ExpectedVersion = 0 });
        (created.Name, created.Creator, created.Revision, created.Archived).ShouldBe(("life", "root", 1, false));
        await Refused.WithAsync(
            StatusCode.AlreadyExists, () => admin.CreateWorkspaceAsync(new CreateWorkspaceRequest { Name = "life" }).ResponseAsync);

        var updated = await admin.UpdateWorkspaceAsync(new UpdateWorkspaceRequest
        {
            Name = "life", Description = "second", UpdateMask = new() { Paths = { "description" } }, Reason = "renamed", ExpectedVersion = 1,
        });
        (updated.Description, updated.Tags["team"], updated.Revision).ShouldBe(("second", "x", 2));
        (await admin.GetWorkspaceAsync(new GetWorkspaceRequest { Name = "life" })).ShouldBe(updated);
        (await ListAsync(new ListWorkspacesRequest { NamePrefix = "life", Tags = { ["team"] = "x" } })).ShouldBe(["life"]);

        var archived = await admin.ArchiveWorkspaceAsync(new ArchiveWorkspaceRequest { Name = "life", Reason = "done" });
        archived.Archived.ShouldBeTrue();
        (await ListAsync(new ListWorkspacesRequest { NamePrefix = "life" })).ShouldBeEmpty();
        (await ListAsync(new ListWorkspacesRequest { NamePrefix = "life", ShowArchived = true })).ShouldBe(["life"]);
        var sent = await system.System.ConsumeAsync<WorkspaceArchived>(Topics.Gateway, e => e.Data.Workspace == "life");
        (sent.Subject, sent.Actor, sent.Reason, sent.Workspace).ShouldBe(("workspace/life", "root", "done", "default"));
        (await RecordAsync("default", "workspace/life")).Select(e => e.Type)
            .ShouldBe(["workspace_created", "workspace_updated", "workspace_archived"]);
    }

    [Fact]
    public async Task the_default_workspace_is_there_from_the_beginning_and_stays()
    {
        (await admin.GetWorkspaceAsync(new GetWorkspaceRequest { Name = "default" })).Creator.ShouldBe("service:gateway");
        (await Refused.WithAsync(
            StatusCode.FailedPrecondition,
            () => admin.ArchiveWorkspaceAsync(new ArchiveWorkspaceRequest { Name = "default" }).ResponseAsync)).Rule().Type.ShouldBe("default-workspace");
        (await Refused.WithAsync(
                StatusCode.InvalidArgument,
                () => admin.CreateWorkspaceAsync(new CreateWorkspaceRequest { Name = "Not A Name", Description = new string('d', 4001) }).ResponseAsync))
            .Fields().ShouldBe(["name", "description"], ignoreOrder: true);
    }

    [Fact]
    public async Task only_an_admin_of_all_workspaces_manages_them_and_the_others_see_their_own()
    {
        await CreateAsync("seen-a");
        await CreateAsync("seen-b");
        var engineer = new Client(system.Gateway.ChannelAs("eve", "engineer"));
        var adminOfA = new Client(system.Gateway.ChannelIn("seen-a", "ada", "admin"));

        var adminOfDefault = new Client(system.Gateway.ChannelAs("ada", "admin"));

        foreach (var client in (Client[])[engineer, adminOfA, adminOfDefault])
        {
            await Refused.WithAsync(
                StatusCode.PermissionDenied, () => client.CreateWorkspaceAsync(new CreateWorkspaceRequest { Name = "mine" }).ResponseAsync);
            await Refused.WithAsync(
                StatusCode.PermissionDenied, () => client.ArchiveWorkspaceAsync(new ArchiveWorkspaceRequest { Name = "seen-b" }).ResponseAsync);
            await Refused.WithAsync(StatusCode.PermissionDenied, () => client.UpdateWorkspaceAsync(new UpdateWorkspaceRequest
            {
                Name = "seen-b", UpdateMask = new() { Paths = { "description" } },
            }).ResponseAsync);
        }

        (await adminOfA.ListWorkspacesAsync(new ListWorkspacesRequest { ShowArchived = true })).Workspaces.ShouldHaveSingleItem().Name.ShouldBe("seen-a");
        (await adminOfA.GetWorkspaceAsync(new GetWorkspaceRequest { Name = "seen-a" })).Name.ShouldBe("seen-a");
        await Refused.WithAsync(StatusCode.NotFound, () => adminOfA.GetWorkspaceAsync(new GetWorkspaceRequest { Name = "seen-b" }).ResponseAsync);
        await Refused.WithAsync(StatusCode.NotFound, () => RecordAsync("seen-a", "workspace/seen-b"));
        // Denials are recorded after the answer; while others have had the service's share of a minute, in one of the next.
        await Eventually.HoldsAsync(async () => (await RecordAsync("seen-a", null)).Count > 0, TimeSpan.FromMinutes(3));
        // What was refused to somebody in a workspace stands in the record of that workspace, and nothing of the platform does.
        (await RecordAsync("seen-a", null)).Select(e => e.Stream).Distinct().ShouldBe(["denials/ada"]);
    }

    [Fact]
    public async Task nobody_is_let_into_a_workspace_that_is_unknown_or_archived_on_any_node()
    {
        var ann = new ModelServing.ModelServingClient(system.Gateway.ChannelIn("entered", "ann", "engineer"));
        (await Should.ThrowAsync<RpcException>(() => ann.ListDeploymentsAsync(new()).ResponseAsync)).Status.Detail
            .ShouldBe("The workspace entered was not found.");
        using var http = system.Gateway.HttpIn("entered", "app", "application");
        (await http.GetAsync($"/v2/models/{GatewaySystem.Model}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await using var other = await system.Gateway.StartSecondNodeAsync();
        var elsewhere = new ModelServing.ModelServingClient(other.ChannelIn("entered", "ann", "engineer"));
        await Refused.WithAsync(StatusCode.NotFound, () => elsewhere.ListDeploymentsAsync(new()).ResponseAsync);
        await CreateAsync("entered");
        // Without waiting on the node that was told, and soon on the other.
        (await ann.ListDeploymentsAsync(new())).Deployments.ShouldBeEmpty();
        await Eventually.HoldsAsync(async () => await CodeOfAsync(elsewhere) == StatusCode.OK, TimeSpan.FromSeconds(1));

        await admin.ArchiveWorkspaceAsync(new ArchiveWorkspaceRequest { Name = "entered" });
        (await CodeOfAsync(ann)).ShouldBe(StatusCode.NotFound);
        await Eventually.HoldsAsync(async () => await CodeOfAsync(elsewhere) == StatusCode.NotFound, TimeSpan.FromSeconds(1));
        await system.Gateway.RestartAsync();
        (await CodeOfAsync(ann)).ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task the_path_names_the_workspace_before_any_route()
    {
        await CreateAsync("pathed");
        using var http = system.Gateway.HttpAs("app", "application");
        using var there = system.Gateway.HttpIn("pathed", "app", "application");

        (await http.GetAsync($"/w/default/v2/models/{GatewaySystem.Model}/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await there.GetAsync("/w/pathed/v2/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        // The model is in the default workspace, and the token of the other one does not open it by a path.
        (await BodyAsync(there, $"/w/pathed/v2/models/{GatewaySystem.Model}")).ShouldContain("is not found");
        (await BodyAsync(there, $"/w/default/v2/models/{GatewaySystem.Model}")).ShouldContain("The workspace default was not found.");
        (await BodyAsync(http, $"/w/pathed/v2/models/{GatewaySystem.Model}")).ShouldContain("The workspace pathed was not found.");
        (await http.GetAsync("/w/UPPER/v2")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await http.GetAsync("/w/")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("mlops-workspace")]
    [InlineData("X-MLFLOW-WORKSPACE")]
    public async Task a_header_that_names_another_workspace_than_the_path_or_the_token_is_refused(string header)
    {
        using var http = system.Gateway.HttpAs("app", "application");

        const string Route = $"/v2/models/{GatewaySystem.Model}/ready";
        (await SendAsync("/w/default" + Route, "other")).ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync("/w/default" + Route, "default")).ShouldBe(HttpStatusCode.OK);
        (await SendAsync(Route, "other")).ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync(Route, "default")).ShouldBe(HttpStatusCode.OK);

        async Task<HttpStatusCode> SendAsync(string path, string workspace)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { header, workspace } } };
            using var response = await http.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task lists_go_on_from_page_to_page()
    {
        foreach (var name in (string[])["paged-a", "paged-b", "paged-c"]) await CreateAsync(name);

        var listed = await Pages.ReadAsync(2, async (size, token) =>
        {
            var page = await admin.ListWorkspacesAsync(new ListWorkspacesRequest { NamePrefix = "paged-", PageSize = size, PageToken = token });
            return (page.Workspaces.Select(workspace => workspace.Name), page.NextPageToken);
        });

        listed.ShouldBe(["paged-a", "paged-b", "paged-c"]);
        (await ListAsync(new ListWorkspacesRequest { NamePrefix = "paged-", Descending = true })).ShouldBe(["paged-c", "paged-b", "paged-a"]);
    }

    private async Task CreateAsync(string name) => await admin.CreateWorkspaceAsync(new CreateWorkspaceRequest { Name = name });

    private async Task<IEnumerable<string>> ListAsync(ListWorkspacesRequest request) =>
        (await admin.ListWorkspacesAsync(request)).Workspaces.Select(workspace => workspace.Name);

    private static async Task<string> BodyAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<StatusCode> CodeOfAsync(ModelServing.ModelServingClient client)
    {
        try
        {
            await client.ListDeploymentsAsync(new ListDeploymentsRequest());
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    private async Task<List<RecordedEvent>> RecordAsync(string workspace, string? stream)
    {
        var audit = new AuditLog.AuditLogClient(system.Gateway.ChannelIn([workspace == "default" ? "*" : workspace], "aud", "auditor"));
        using var call = stream is null ? audit.ReadAll(new()) : audit.ReadStream(new() { Stream = stream });
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }
}
