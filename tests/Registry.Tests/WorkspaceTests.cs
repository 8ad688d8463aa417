using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Registry.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Registry.Tests;

/// <summary>The same models in two workspaces, of which neither sees the other's.</summary>
public sealed class WorkspaceTests(RegistrySystem system, ITestOutputHelper output) : IClassFixture<RegistrySystem>
{
    private const string Marker = "marker-of-a";

    [Fact]
    public async Task nothing_of_a_workspace_is_seen_or_changed_from_another()
    {
        var (a, b) = (await system.InAsync("a"), await system.InAsync("b"));
        await FillAsync(a, Marker);
        await FillAsync(b, "text of b");

        var calls = await new WorkspaceIsolation(
                Marker, system.Registry.ChannelIn("a", "root", "admin").CreateCallInvoker(),
                system.Registry.ChannelIn("b", "root", "admin").CreateCallInvoker(),
                ("name", "shared"), ("model", "shared"), ("alias", "champion"), ("gate", "rmse"), ("stream", "model/shared"),
                ("stream_prefix", "model/"), ("name_prefix", "s"))
            .CheckAsync(output.WriteLine, ModelRegistry.Descriptor, AuditLog.Descriptor);

        calls.ShouldBeGreaterThan(30);
        await Refused.WithAsync(StatusCode.NotFound, () => b.As("eve").GetModelAsync(new GetModelRequest { Name = "of-a" }).ResponseAsync);
    }

    [Fact]
    public async Task a_version_is_made_of_a_run_of_the_same_workspace_only()
    {
        var (a, b) = (await system.InAsync("run-a"), await system.InAsync("run-b"));
        var run = await a.RunWithModelAsync();
        await b.As("eve").RegisterModelAsync(new RegisterModelRequest { Name = "borrowed" });

        await Refused.WithAsync(StatusCode.NotFound, () => b.As("eve").CreateModelVersionAsync(
            new CreateModelVersionRequest { Model = "borrowed", RunId = run.RunId }).ResponseAsync);
    }

    private static async Task FillAsync(RegistrySystem there, string text)
    {
        var eve = there.As("eve");
        await there.VersionAsync("shared");
        await eve.UpdateModelAsync(new UpdateModelRequest
        {
            Name = "shared", Description = text, Tags = { ["owner"] = text }, UpdateMask = new() { Paths = { "description", "tags" } },
        });
        await eve.UpdateModelVersionAsync(new UpdateModelVersionRequest
        {
            Model = "shared", Version = 1, Description = text, UpdateMask = new() { Paths = { "description" } },
        });
        await there.ApproveAsync("shared", 1);
        await eve.PromoteModelVersionAsync(new PromoteModelVersionRequest { Model = "shared", Version = 1, Alias = "champion", Reason = text });
        if (text == Marker) await eve.RegisterModelAsync(new RegisterModelRequest { Name = "of-a", Description = text });
    }
}
