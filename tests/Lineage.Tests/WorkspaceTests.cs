using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Lineage.V1;
using MlOps.Contracts.Registry.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;

namespace MlOps.Lineage.Tests;

/// <summary>Each workspace has a ledger and a graph of its own.</summary>
public sealed class WorkspaceTests(LineageSystem system, ITestOutputHelper output) : IClassFixture<LineageSystem>
{
    private const string Marker = "marker-of-a";

    [Fact]
    public async Task nothing_of_a_workspace_is_seen_from_another()
    {
        var (a, b) = (system.In("a"), system.In("b"));
        await a.TellAsync([.. LifeEvents.Of("shared"), Requested("shared", Marker)]);
        await b.TellAsync([.. LifeEvents.Of("shared"), Requested("shared", "somebody of b")]);
        await a.TellAsync([Requested("of-a", Marker)]);

        var calls = await new WorkspaceIsolation(
                Marker, system.Service.ChannelIn("a", "root", "admin").CreateCallInvoker(),
                system.Service.ChannelIn("b", "root", "admin").CreateCallInvoker(),
                ("node_id", "model/shared@1"), ("kind", "model"), ("subject", "model/of-a"), ("client_id", "shared-c"))
            .CheckAsync(output.WriteLine, LineageGraph.Descriptor, AuditLog.Descriptor);

        calls.ShouldBeGreaterThan(15);
        (await b.LedgerAsync(new ReadLedgerRequest { Subject = "model/of-a" })).ShouldBeEmpty();
        var listed = await b.Lineage.ListNodesAsync(new ListNodesRequest { PageSize = 1000 });
        listed.Nodes.ShouldNotContain(node => node.Id.Contains("of-a"));
    }

    [Fact]
    public async Task the_positions_of_a_ledger_have_no_gaps_whatever_happens_elsewhere()
    {
        var (a, b) = (system.In("chain-a"), system.In("chain-b"));
        await Task.WhenAll(a.TellAsync(LifeEvents.Of("one")), b.TellAsync(LifeEvents.Of("two")));
        await a.TellAsync(LifeEvents.Of("three"));

        foreach (var there in (LineageSystem[])[a, b])
        {
            var ledger = await there.LedgerAsync();
            ledger.Select(entry => entry.Position).ShouldBe(Enumerable.Range(1, ledger.Count).Select(i => (long)i));
            var statistics = await there.Lineage.GetStatisticsAsync(new GetStatisticsRequest());
            (statistics.Position, statistics.EventsByService["test"]).ShouldBe((ledger.Count, ledger.Count));
            LedgerTests.FirstBroken(ledger).ShouldBeNull();
        }

        // A position that another workspace has reached is not reached here.
        var lifeOfB = (await b.LedgerAsync()).Count;
        (await b.Lineage.GetNodeAsync(new GetNodeRequest { NodeId = "model/two@1", MinPosition = lifeOfB })).Id.ShouldBe("model/two@1");
        await Refused.WithAsync(StatusCode.FailedPrecondition, () => b.Lineage.GetNodeAsync(
            new GetNodeRequest { NodeId = "model/two@1", MinPosition = lifeOfB + 1 }).ResponseAsync);
    }

    private static (string Topic, string Subject, IMessage Event, string Id) Requested(string model, string by) =>
        (Topics.Registry, $"model/{model}", new ApprovalRequested { Model = model, Version = 1, RequestedBy = by }, $"{Guid.NewGuid()}");
}
