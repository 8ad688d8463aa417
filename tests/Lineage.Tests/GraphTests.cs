using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Experiments.V1;
using MlOps.Contracts.Lineage.V1;
using MlOps.Contracts.Registry.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.Lineage.Graph;

namespace MlOps.Lineage.Tests;

public sealed class GraphTests(LineageSystem system) : IClassFixture<LineageSystem>
{
    [Fact]
    public async Task a_prediction_leads_back_to_the_bytes_of_the_data()
    {
        await system.TellAsync(LifeEvents.Of("whole"));

        var lineage = await system.Lineage.GetLineageAsync(new GetLineageRequest { NodeId = "whole-p" });

        lineage.Nodes.Select(node => node.Id).ShouldBe(
        [
            "prediction/whole-p", "deployment/whole@1", "model/whole@1", "approval/whole@1", "run/whole", "dataset/whole-training@1",
            $"blob/{LifeEvents.Digest}-whole-training", "feature-service/whole", "feature-view/whole", "dataset/whole@1", $"blob/{LifeEvents.Digest}",
        ], ignoreOrder: true);
        (lineage.Nodes[0].Id, lineage.Nodes[^1].Id, lineage.Truncated).ShouldBe(("prediction/whole-p", $"blob/{LifeEvents.Digest}", false));
        var approval = lineage.Nodes.Single(node => node.Kind == "approval").Attributes;
        (approval["requested_by"], approval["approved_by"], approval["state"]).ShouldBe(("ada", "grace", "APPROVED"));
        var run = lineage.Nodes.Single(node => node.Kind == "run").Attributes;
        (run["params.eta"], run["metrics.test_rmse"]).ShouldBe(("0.1", "66.5"));
        lineage.Position.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task shuffled_and_repeated_arrival_gives_the_same_graph(int seed)
    {
        var random = new Random(seed);
        await system.TellAsync(LifeEvents.Of($"straight{seed}"));
        // Streams keep their own order, as their partitions do; everything else comes as it likes, and a third of it twice.
        var queues = LifeEvents.Of($"shuffled{seed}").GroupBy(e => e.Subject).Select(stream => new Queue<(string, string, Google.Protobuf.IMessage, string)>(stream)).ToList();
        var arrival = new List<(string, string, Google.Protobuf.IMessage, string)>();
        while (queues.Any(queue => queue.Count > 0))
        {
            var open = queues.Where(queue => queue.Count > 0).ToList();
            var next = open[random.Next(open.Count)].Dequeue();
            arrival.Add(next);
            if (random.Next(3) == 0) arrival.Add(next);
        }

        await system.TellAsync(arrival);

        var straight = await DescribeAsync($"straight{seed}");
        (await DescribeAsync($"shuffled{seed}")).ShouldBe(straight.Select(line => line.Replace("straight", "shuffled")));
    }

    [Fact]
    public async Task what_followed_from_the_data_is_found_downstream()
    {
        await system.TellAsync(LifeEvents.Of("down"));

        var lineage = await system.Lineage.GetLineageAsync(new GetLineageRequest { NodeId = "dataset/down@1", Direction = Direction.Downstream });

        var ids = lineage.Nodes.Select(node => node.Id).ToList();
        ids[0].ShouldBe("dataset/down@1");
        ids.ShouldContain("prediction/down-p");
        ids.ShouldContain("alert/down-a");
    }

    [Fact]
    public async Task a_walk_that_the_depth_cuts_says_so()
    {
        await system.TellAsync(LifeEvents.Of("deep"));

        var lineage = await system.Lineage.GetLineageAsync(new GetLineageRequest { NodeId = "deep-p", Depth = 2 });

        lineage.Truncated.ShouldBeTrue();
        lineage.Nodes.Select(node => node.Id).ShouldBe(["prediction/deep-p", "deployment/deep@1", "feature-service/deep", "model/deep@1"], ignoreOrder: true);
    }

    [Fact]
    public async Task a_node_that_nobody_told_of_is_not_found_and_a_wrong_depth_is_refused()
    {
        var unknown = await Should.ThrowAsync<RpcException>(() => system.Lineage.GetLineageAsync(new GetLineageRequest { NodeId = "no-such-request" }).ResponseAsync);
        var deep = await Should.ThrowAsync<RpcException>(() => system.Lineage.GetLineageAsync(new GetLineageRequest { NodeId = "x", Depth = 101 }).ResponseAsync);

        (unknown.StatusCode, deep.StatusCode).ShouldBe((StatusCode.NotFound, StatusCode.InvalidArgument));
    }

    [Fact]
    public async Task what_cannot_be_meant_is_refused()
    {
        GetLineageRequest[] wrong = [new() { NodeId = "" }, new() { NodeId = new string('x', 1025) }, new() { NodeId = "a\0" }, new() { NodeId = "x", MinPosition = -1 }];

        foreach (var request in wrong)
            (await Should.ThrowAsync<RpcException>(() => system.Lineage.GetLineageAsync(request).ResponseAsync)).StatusCode.ShouldBe(StatusCode.InvalidArgument);
        (await Should.ThrowAsync<RpcException>(() => system.Lineage.GetNodeAsync(new GetNodeRequest()).ResponseAsync)).StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task what_happened_last_counts_and_not_what_came_last(bool lateComesFirst)
    {
        var life = $"late-{lateComesFirst}".ToLowerInvariant();
        (string, string, IMessage, string) early = (Topics.Registry, $"model/{life}", new ModelVersionPromoted { Model = life, Version = 1, Alias = "champion" }, Guid.NewGuid().ToString());
        (string, string, IMessage, string) late = (Topics.Experiments, $"run/{life}", new AliasRemoved { Model = life, Version = 1, Alias = "champion" }, Guid.NewGuid().ToString());
        var moment = DateTimeOffset.UtcNow;

        await system.TellAsync([lateComesFirst ? late : early], lateComesFirst ? moment : moment.AddSeconds(-1));
        await system.TellAsync([lateComesFirst ? early : late], lateComesFirst ? moment.AddSeconds(-1) : moment);

        (await system.Lineage.GetNodeAsync(new GetNodeRequest { NodeId = $"model/{life}@1" })).Attributes["alias.champion"].ShouldBe("removed");
    }

    [Fact]
    public async Task an_event_with_a_text_that_no_database_stores_is_in_the_ledger_and_in_the_graph()
    {
        Metric[] twice = [new() { Key = "k\0", Value = 1 }, new() { Key = "k\0", Value = 2 }];
        await system.TellAsync([(Topics.Experiments, "run/odd", new RunFinished { RunId = "odd", Metrics = { twice }, Params = { ["p"] = "a\0b" } }, Guid.NewGuid().ToString())]);

        var run = await system.Lineage.GetNodeAsync(new GetNodeRequest { NodeId = "run/odd" });

        (run.Attributes["metrics.k\uFFFD"], run.Attributes["params.p"]).ShouldBe(("2", "a\uFFFDb"));
    }

    [Fact]
    public async Task a_node_that_only_an_edge_has_told_of_is_found()
    {
        await system.TellAsync([(Topics.Registry, "model/edge-only", new ModelVersionCreated { Model = "edge-only", Version = 1, RunId = "never-told" }, Guid.NewGuid().ToString())]);

        (await system.Lineage.GetNodeAsync(new GetNodeRequest { NodeId = "run/never-told" })).Kind.ShouldBe("run");
        var walk = await system.Lineage.GetLineageAsync(new GetLineageRequest { NodeId = "run/never-told", Direction = Direction.Downstream });
        walk.Nodes.Select(node => node.Id).ShouldBe(["run/never-told", "model/edge-only@1"]);
    }

    [Fact]
    public async Task a_walk_that_reaches_more_nodes_than_it_may_says_so()
    {
        const int Predictions = Limits.Nodes + 5;
        var logged = Enumerable.Range(0, Predictions).Chunk(5_000).Select((chunk, part) =>
        {
            var segment = new PredictionsLogged { Deployment = "hub", Count = chunk.Length };
            segment.Predictions.AddRange(chunk.Select(number => new Prediction { PredictionId = $"hub-{number}", Deployment = "hub", ModelVersion = 1 }));
            return (Topics.Predictions, "predictions/hub", (IMessage)segment, Guid.NewGuid().ToString());
        });
        await system.TellAsync(logged);

        var walk = await system.Lineage.GetLineageAsync(new GetLineageRequest { NodeId = "deployment/hub@1", Direction = Direction.Downstream });

        (walk.Nodes.Count, walk.Truncated, walk.Nodes[0].Id).ShouldBe((Limits.Nodes, true, "deployment/hub@1"));
        walk.Edges.Count.ShouldBe(Limits.Nodes - 1);
    }

    [Fact]
    public async Task a_circle_ends_the_walk()
    {
        await system.TellAsync(
        [
            (Topics.Catalog, "dataset/a", new DatasetVersionImported { Dataset = "circle-a", Version = 1, Digest = "sha256:aa", DerivedFrom = { "dataset/circle-b@1" } }, Guid.NewGuid().ToString()),
            (Topics.Catalog, "dataset/b", new DatasetVersionImported { Dataset = "circle-b", Version = 1, Digest = "sha256:bb", DerivedFrom = { "dataset/circle-a@1" } }, Guid.NewGuid().ToString()),
        ]);

        var walk = await system.Lineage.GetLineageAsync(new GetLineageRequest { NodeId = "dataset/circle-a@1" });

        walk.Nodes.Select(node => node.Id).ShouldBe(["dataset/circle-a@1", "blob/sha256:aa", "dataset/circle-b@1", "blob/sha256:bb"], ignoreOrder: true);
        walk.Truncated.ShouldBeFalse();
    }

    [Fact]
    public async Task a_minimal_position_is_waited_for_until_the_deadline()
    {
        var now = (await system.Lineage.GetStatisticsAsync(new GetStatisticsRequest())).Position;
        await system.TellAsync(LifeEvents.Of("waited"));

        var reached = await system.Lineage.GetLineageAsync(new GetLineageRequest { NodeId = "waited-p", MinPosition = now + 10 });
        var never = await Should.ThrowAsync<RpcException>(() => system.Lineage.GetLineageAsync(
            new GetLineageRequest { NodeId = "waited-p", MinPosition = long.MaxValue }, deadline: DateTime.UtcNow.AddMilliseconds(300)).ResponseAsync);

        reached.Position.ShouldBeGreaterThanOrEqualTo(now + 10);
        never.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task a_position_that_the_ledger_does_not_reach_is_refused_after_a_stated_time()
    {
        var refused = await Should.ThrowAsync<RpcException>(() => system.Lineage.GetNodeAsync(
            new GetNodeRequest { NodeId = "x", MinPosition = long.MaxValue }).ResponseAsync);

        refused.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        refused.Status.Detail.ShouldContain("within 10 s");
    }

    private async Task<List<string>> DescribeAsync(string life)
    {
        var lineage = await system.Lineage.GetLineageAsync(new GetLineageRequest { NodeId = $"alert/{life}-a" });
        var prediction = await system.Lineage.GetLineageAsync(new GetLineageRequest { NodeId = $"{life}-p" });
        return
        [
            .. lineage.Nodes.Concat(prediction.Nodes).Select(node => $"{node.Id} {string.Join(",", node.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value}"))}").Order(StringComparer.Ordinal),
            .. lineage.Edges.Concat(prediction.Edges).Select(edge => $"{edge.From} {edge.Relation} {edge.To}").Order(StringComparer.Ordinal),
        ];
    }
}
