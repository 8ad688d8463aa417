using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts;
using MlOps.Contracts.Experiments.V1;
using MlOps.Contracts.Lineage.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace MlOps.Lineage.Tests;

/// <summary>The largest legal request of each RPC goes through, and the next larger one is refused by its limit.</summary>
public sealed class LimitTests(LineageSystem system, ITestOutputHelper output) : IClassFixture<LineageSystem>
{
    private const string Client = "order-7";

    [Fact]
    public async Task the_largest_requests_are_answered_and_larger_ones_refused()
    {
        // The longest id that an event can give a node.
        var run = new string('r', Limits.IdLength - "run/".Length);
        var far = Timestamp.FromDateTimeOffset(DateTimeOffset.MaxValue);
        await system.TellAsync([.. HubOf(Limits.Nodes + 5), .. RunOf(run)]);
        await new LargestRequests(LineageGraph.Descriptor, system.Service.ChannelAs("ann", "auditor").CreateCallInvoker())
            .Add<GetLineageRequest, GetLineageResponse>(
                "GetLineage",
                () => Task.FromResult(new GetLineageRequest
                {
                    NodeId = "deployment/hub@1", Direction = Direction.Downstream, Depth = Limits.Depth, MinPosition = 1,
                }),
                (_, walk) => Check(() =>
                {
                    (walk.Truncated, walk.Nodes[0].Id, walk.Edges.Count).ShouldBe((true, "deployment/hub@1", walk.Nodes.Count - 1));
                    walk.CalculateSize().ShouldBeInRange(3_900_000, 4_000_000);
                }),
                ("depth", request => request.Depth++),
                ("node_id", request => request.NodeId = $"run/{run}r"),
                ("direction", request => request.Direction = (Direction)3),
                ("min_position", request => request.MinPosition = -1))
            .Add<GetNodeRequest, Node>(
                "GetNode",
                () => Task.FromResult(new GetNodeRequest { NodeId = $"run/{run}", MinPosition = 1 }),
                (_, node) => Check(() =>
                {
                    (node.Attributes.Count, node.Attributes["experiment"], node.Attributes["params.0000"].Length)
                        .ShouldBe((Limits.Attributes, "e", Limits.AttributeLength));
                }),
                ("node_id", request => request.NodeId += "r"),
                ("min_position", request => request.MinPosition = -1))
            .Add<ListNodesRequest, ListNodesResponse>(
                "ListNodes",
                () => Task.FromResult(new ListNodesRequest
                {
                    Kind = "prediction", NamePrefix = "", PageSize = int.MaxValue, Descending = true, MinPosition = 1,
                    ClientId = Client.PadRight(Limits.ClientIdLength, 'x'),
                }),
                (_, listed) => Check(() => listed.Nodes.Count.ShouldBe(1000)),
                ("kind", request => request.Kind += "s"),
                ("name_prefix", request => request.NamePrefix = new string('p', Limits.IdLength + 1)),
                ("client_id", request => request.ClientId += "x"),
                ("min_position", request => request.MinPosition = -1))
            .Add<ReadLedgerRequest, LedgerEntry>(
                "ReadLedger",
                () => Task.FromResult(new ReadLedgerRequest
                {
                    FromPosition = 1, ToPosition = long.MaxValue, Service = "test", Subject = "predictions/hub",
                    Type = PredictionsLogged.Descriptor.FullName, Actor = "test", AsOf = far,
                    StartTime = Timestamp.FromDateTimeOffset(DateTimeOffset.MinValue),
                }),
                (_, entry) => Check(() => entry.Data.Length.ShouldBeGreaterThan(1_000_000)),
                ("service", request => request.Service = new string('s', Limits.FilterLength + 1)),
                ("subject", request => request.Subject = new string('s', Limits.FilterLength + 1)),
                ("type", request => request.Type = new string('s', Limits.FilterLength + 1)),
                ("actor", request => request.Actor = new string('s', Limits.FilterLength + 1)),
                ("correlation_id", request => request.CorrelationId = new string('s', Limits.FilterLength + 1)),
                ("from_position", request => request.FromPosition = -1),
                ("to_position", request => request.ToPosition = -1),
                ("as_of", request => request.AsOf = new Timestamp { Seconds = long.MaxValue }),
                ("start_time", request => request.StartTime = new Timestamp { Seconds = long.MaxValue }))
            .Add<GetStatisticsRequest, Statistics>(
                "GetStatistics", () => Task.FromResult(new GetStatisticsRequest()),
                (_, statistics) => Check(() => statistics.Nodes.ShouldBeGreaterThan(Limits.Nodes)))
            .SendAllAsync(output.WriteLine);
    }

    [Fact]
    public async Task a_list_and_a_walk_cost_the_same_statements_however_long_they_are()
    {
        await system.TellAsync(LifeEvents.Of("counted"));
        using var queries = new QueryCount();
        foreach (var size in (int[])[1, 100])
        {
            var request = new ListNodesRequest { PageSize = size };
            // Begin, ids, facts, position.
            (await queries.OfAsync(() => system.Lineage.ListNodesAsync(request).ResponseAsync)).ShouldBeLessThanOrEqualTo(4);
        }

        var near = await queries.OfAsync(() => system.Lineage.GetLineageAsync(new GetLineageRequest { NodeId = "counted-p", Depth = 2 }).ResponseAsync);
        var whole = await queries.OfAsync(() => system.Lineage.GetLineageAsync(new GetLineageRequest { NodeId = "counted-p" }).ResponseAsync);
        // One for each step.
        (whole - near).ShouldBeLessThan(10);
    }

    [Fact]
    public async Task an_event_whose_ids_no_index_holds_is_in_the_ledger()
    {
        var id = new string('x', 5000);
        await system.TellAsync([(Topics.Experiments, "run/long", new RunStarted { RunId = id, Experiment = "e" }, $"{Guid.NewGuid()}")]);

        (await system.LedgerAsync(new ReadLedgerRequest { Subject = "run/long" })).ShouldHaveSingleItem();
    }

    /// <summary>One deployment and so many predictions with everything that can be long.</summary>
    private static IEnumerable<(string, string, IMessage, string)> HubOf(int predictions) =>
        Enumerable.Range(0, predictions).Chunk(1000).Select(chunk =>
        {
            var segment = new PredictionsLogged { Deployment = "hub", SegmentId = $"{Guid.CreateVersion7():N}", Count = chunk.Length };
            segment.Predictions.AddRange(chunk.Select(_ => new Prediction
            {
                PredictionId = $"{Guid.CreateVersion7():N}", ClientId = Client.PadRight(Limits.ClientIdLength, 'x'), Deployment = "hub",
                ModelVersion = 1, Rows = 1, Actor = new string('a', 128), EntityKeys = { new string('k', 2000) },
            }));
            return (Topics.Predictions, "predictions/hub", (IMessage)segment, $"{Guid.NewGuid()}");
        });

    /// <summary>A run with more params than a node has attributes, each longer than one is kept.</summary>
    private static IEnumerable<(string, string, IMessage, string)> RunOf(string id)
    {
        yield return (Topics.Experiments, "run/longest", new RunStarted { RunId = id, Experiment = "e" }, $"{Guid.NewGuid()}");
        for (var part = 0; part < 3; part++)
        {
            var logged = new RunDataLogged { RunId = id };
            for (var i = 0; i < 100; i++) logged.Params.Add(new Param { Key = $"{part * 100 + i:0000}", Value = new string('v', 6000) });
            yield return (Topics.Experiments, "run/longest", logged, $"{Guid.NewGuid()}");
        }
    }

    private static Task Check(Action check)
    {
        check();
        return Task.CompletedTask;
    }
}
