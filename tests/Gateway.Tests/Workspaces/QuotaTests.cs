using System.Net;
using Google.Rpc;
using Grpc.Core;
using MlOps.Contracts.Identity.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceHost;
using Client = MlOps.Contracts.Identity.V1.Workspaces.WorkspacesClient;

namespace MlOps.Gateway.Tests.Workspaces;

[Collection(GatewayCollection.Name)]
public class QuotaTests(GatewaySystem system)
{
    private readonly Client admin = new(system.Gateway.ChannelIn(["*"], "root", "admin"));

    [Fact]
    public async Task each_subject_has_so_many_requests_a_minute_over_grpc_and_http_together()
    {
        await CreateAsync("by-minute", new Quotas { RequestsPerMinute = 3 });
        for (var i = 0; i < 2; i++) await ListAsync(system.Gateway, "by-minute", "ann");
        using var http = system.Gateway.HttpIn("by-minute", "ann", "engineer");
        (await http.GetAsync("/v2/models/none")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var refused = await Refused.WithAsync(StatusCode.ResourceExhausted, () => ListAsync(system.Gateway, "by-minute", "ann"));
        (refused.Message, refused.GetDetail<RetryInfo>()!.RetryDelay.Seconds)
            .ShouldBe(("ann may make 3 requests a minute in workspace by-minute.", 20));
        using var answer = await http.GetAsync("/v2/models/none");
        (answer.StatusCode, answer.Headers.RetryAfter!.Delta).ShouldBe((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(20)));
        (await answer.Content.ReadAsStringAsync()).ShouldContain("may make 3 requests a minute");
        (await http.GetAsync("/v2/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await Refused.WithAsync(StatusCode.ResourceExhausted, () => ListAsync(system.Gateway, "by-minute", "ANN"));
        await ListAsync(system.Gateway, "by-minute", "bob");
        await ListAsync(system.Gateway, "default", "ann");
        await SetAsync("by-minute", new Quotas());
        await ListAsync(system.Gateway, "by-minute", "ann");
    }

    [Fact]
    public async Task a_workspace_has_so_many_requests_a_day_on_all_nodes_together_and_across_restarts()
    {
        await CreateAsync("by-day", new Quotas { RequestsPerDay = 6 });
        await using var second = await system.Gateway.StartSecondNodeAsync();
        foreach (var node in (TestService[])[system.Gateway, second])
        {
            for (var i = 0; i < 2; i++) await ListAsync(node, "by-day", "ann");
        }

        await Eventually.HoldsAsync(async () => (await UsageAsync()).RequestsToday == 4);
        await ListAsync(system.Gateway, "by-day", "bob");
        await system.Gateway.RestartAsync();
        (await UsageAsync()).RequestsToday.ShouldBe(5);
        await ListAsync(system.Gateway, "by-day", "ann");

        var refused = await Refused.WithAsync(StatusCode.ResourceExhausted, () => ListAsync(system.Gateway, "by-day", "cem"));
        refused.Message.ShouldBe("The workspace by-day may make 6 requests a day.");
        refused.GetDetail<RetryInfo>()!.RetryDelay.Seconds.ShouldBeInRange(1, 24 * 60 * 60);
        // What the other node sees is in the database.
        var atSecond = new Client(second.ChannelIn(["*"], "root", "admin"));
        await Eventually.HoldsAsync(async () => (await atSecond.GetUsageAsync(new GetUsageRequest { Name = "by-day" })).RequestsToday == 6);
        await second.RestartAsync();
        await Refused.WithAsync(StatusCode.ResourceExhausted, () => ListAsync(second, "by-day", "ann"));
        (await UsageAsync()).Quotas.RequestsPerDay.ShouldBe(6);

        async Task<Usage> UsageAsync() => await admin.GetUsageAsync(new GetUsageRequest { Name = "by-day" });
    }

    [Fact]
    public async Task quotas_are_set_by_an_admin_of_all_workspaces_and_recorded()
    {
        await CreateAsync("set", new Quotas { RequestsPerMinute = 1_000, RequestsPerDay = 2_000 });
        var own = new Client(system.Gateway.ChannelIn("set", "ada", "admin"));

        await Refused.WithAsync(
            StatusCode.PermissionDenied, () => own.SetQuotasAsync(new SetQuotasRequest { Name = "set", Quotas = new() }).ResponseAsync);
        (await own.GetWorkspaceAsync(new GetWorkspaceRequest { Name = "set" })).Quotas
            .ShouldBe(new Quotas { RequestsPerMinute = 1_000, RequestsPerDay = 2_000 });
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => admin.SetQuotasAsync(new SetQuotasRequest
        {
            Name = "Set", Quotas = new() { RequestsPerMinute = -1, RequestsPerDay = -1 },
        }).ResponseAsync)).Fields().ShouldBe(["name", "quotas.requests_per_minute", "quotas.requests_per_day"], ignoreOrder: true);
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => admin.SetQuotasAsync(new SetQuotasRequest { Name = "set" }).ResponseAsync))
            .Fields().ShouldBe(["quotas"]);
    }

    private async Task CreateAsync(string name, Quotas quotas)
    {
        await admin.CreateWorkspaceAsync(new CreateWorkspaceRequest { Name = name });
        await SetAsync(name, quotas);
    }

    private async Task SetAsync(string name, Quotas quotas) =>
        await admin.SetQuotasAsync(new SetQuotasRequest { Name = name, Quotas = quotas, Reason = "shared hardware" });

    private static Task<ListDeploymentsResponse> ListAsync(TestService gateway, string workspace, string subject) =>
        new ModelServing.ModelServingClient(gateway.ChannelIn(workspace, subject, "engineer")).ListDeploymentsAsync(new()).ResponseAsync;
}
