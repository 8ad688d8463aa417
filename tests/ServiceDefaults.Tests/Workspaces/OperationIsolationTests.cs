using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Operations.V1;
using MlOps.ServiceDefaults.Tests.Operations;
using MlOps.ServiceDefaults.Tests.Wire;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using Client = MlOps.Contracts.Operations.V1.Operations.OperationsClient;

namespace MlOps.ServiceDefaults.Tests.Workspaces;

/// <summary>An operation is seen in its workspace only, and its worker acts in it.</summary>
public sealed class OperationIsolationTests(WriterSystem system, ITestOutputHelper output) : IClassFixture<WriterSystem>
{
    [Fact]
    public async Task the_worker_acts_in_the_workspace_of_who_asked()
    {
        var a = await system.StartAsync("worked", "text of a", workspace: "a");
        var b = await system.StartAsync("worked", "text of b", workspace: "b");

        (await EndedAsync("a", a)).Result.Unpack<NoteReply>().Text.ShouldBe("text of a");
        (await EndedAsync("b", b)).Result.Unpack<NoteReply>().Text.ShouldBe("text of b");
    }

    [Fact]
    public async Task nobody_of_another_workspace_sees_or_cancels_one()
    {
        var id = await system.StartAsync("guarded-of-a", "wait", workspace: "a");
        await Eventually.HoldsAsync(() => Task.FromResult(system.Seen.Begun.Contains("guarded-of-a")));

        await new WorkspaceIsolation(
                "guarded-of-a", system.Writer.ChannelIn("a", "root", "auditor").CreateCallInvoker(),
                system.Writer.ChannelIn("b", "root", "admin").CreateCallInvoker(), ("id", id))
            .CheckAsync(output.WriteLine, Contracts.Operations.V1.Operations.Descriptor, AuditLog.Descriptor);

        await Refused.WithAsync(StatusCode.NotFound, () => In("b").CancelOperationAsync(new CancelOperationRequest { Id = id }).ResponseAsync);
        (await In("a").GetOperationAsync(new GetOperationRequest { Id = id })).State.ShouldBe(OperationState.Running);
        (await In("a").CancelOperationAsync(new CancelOperationRequest { Id = id })).State.ShouldBe(OperationState.Cancelled);
    }

    private Client In(string workspace) => new(system.Writer.ChannelIn(workspace, "root", "admin"));

    private async Task<Operation> EndedAsync(string workspace, string id)
    {
        var operation = await In(workspace).WaitOperationAsync(new WaitOperationRequest { Id = id });
        operation.State.ShouldBe(OperationState.Succeeded);
        return operation;
    }
}
