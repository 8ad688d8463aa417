using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Lineage.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceHost;

namespace MlOps.Lineage.Tests;

public sealed class NodeListTests(LineageSystem system) : IClassFixture<LineageSystem>
{
    [Fact]
    public async Task nodes_are_listed_by_kind_and_name_in_either_order()
    {
        await system.TellAsync(LifeEvents.Of("listed-a"));
        await system.TellAsync(LifeEvents.Of("listed-b"));

        (await ListAsync(new ListNodesRequest { Kind = "model", NamePrefix = "listed-" })).ShouldBe(["model/listed-a@1", "model/listed-b@1"]);
        (await ListAsync(new ListNodesRequest { Kind = "model", NamePrefix = "listed-", Descending = true }))
            .ShouldBe(["model/listed-b@1", "model/listed-a@1"]);
        (await ListAsync(new ListNodesRequest { Kind = "feature-view", NamePrefix = "listed-b" })).ShouldBe(["feature-view/listed-b"]);
        (await ListAsync(new ListNodesRequest { Kind = "window" })).ShouldBe(["window/listed-a-w", "window/listed-b-w"], ignoreOrder: true);
        var all = await ListAsync(new ListNodesRequest());
        all.ShouldBe(all.Order(StringComparer.Ordinal));
        all.Select(id => id[..id.IndexOf('/')]).Distinct().Count().ShouldBe(11);
    }

    [Fact]
    public async Task predictions_are_found_by_what_the_client_called_them()
    {
        var segment = new PredictionsLogged { Deployment = "shop", Count = 3 };
        segment.Predictions.Add(new Prediction { PredictionId = "0197a", ClientId = "order-7", Deployment = "shop", ModelVersion = 1 });
        segment.Predictions.Add(new Prediction { PredictionId = "0197b", ClientId = "order-7", Deployment = "shop", ModelVersion = 1 });
        segment.Predictions.Add(new Prediction { PredictionId = "0197c", Deployment = "shop", ModelVersion = 1 });
        await system.TellAsync([(Topics.Predictions, "predictions/shop", segment, $"{Guid.NewGuid()}")]);

        (await ListAsync(new ListNodesRequest { Kind = "prediction", ClientId = "order-7", Descending = true }))
            .ShouldBe(["prediction/0197b", "prediction/0197a"]);
        (await ListAsync(new ListNodesRequest { ClientId = "order-7" })).Count.ShouldBe(2);
        (await system.Lineage.GetNodeAsync(new GetNodeRequest { NodeId = "prediction/0197a" })).Attributes["client_id"].ShouldBe("order-7");
    }

    [Fact]
    public async Task who_asked_for_a_prediction_and_about_whom_is_seen_only_by_those_who_may_read_those_of_all()
    {
        var segment = new PredictionsLogged { Deployment = "private", Count = 2 };
        foreach (var actor in (string[])["vic", "app"])
        {
            segment.Predictions.Add(new Prediction
            {
                PredictionId = $"private-{actor}", ClientId = "order-9", Deployment = "private", ModelVersion = 1, Actor = actor, EntityKeys = { "customer=7" },
            });
        }
        await system.TellAsync([(Topics.Predictions, "predictions/private", segment, $"{Guid.NewGuid()}")]);
        var viewer = new LineageGraph.LineageGraphClient(system.Service.ChannelAs("vic", "viewer"));

        var listed = await viewer.ListNodesAsync(new ListNodesRequest { Kind = "prediction", NamePrefix = "private-" });
        Node[] theirs =
        [
            listed.Nodes.Single(node => node.Id == "prediction/private-app"),
            await viewer.GetNodeAsync(new GetNodeRequest { NodeId = "prediction/private-app" }),
            (await viewer.GetLineageAsync(new GetLineageRequest { NodeId = "private-app" })).Nodes.Single(node => node.Kind == "prediction"),
        ];
        theirs.ShouldAllBe(node => node.Attributes.Count == 0 && node.Actor == "");
        listed.Nodes.Single(node => node.Id == "prediction/private-vic").Attributes["entity_keys"].ShouldBe("customer=7");
        await Refused.WithAsync(StatusCode.PermissionDenied, () => viewer.ListNodesAsync(new ListNodesRequest { ClientId = "order-9" }).ResponseAsync);
        (await system.Lineage.GetNodeAsync(new GetNodeRequest { NodeId = "prediction/private-app" })).Attributes["asked_by"].ShouldBe("app");
    }

    [Fact]
    public async Task a_call_that_lineage_itself_denied_is_in_the_ledger_like_those_of_others()
    {
        var viewer = new LineageGraph.LineageGraphClient(system.Service.ChannelAs("dan", "viewer"));
        await Refused.WithAsync(StatusCode.PermissionDenied, () => viewer.ListNodesAsync(new ListNodesRequest { ClientId = "order-9" }).ResponseAsync);

        var entry = (await Eventually.GetsAsync(
            () => system.LedgerAsync(new ReadLedgerRequest { Subject = "denials/dan" }), entries => entries.Count == 1))[0];

        (entry.Service, entry.Type, entry.Actor).ShouldBe(("lineage", "mlops.access.v1.AccessDenied", "dan"));
        Contracts.Access.V1.AccessDenied.Parser.ParseFrom(entry.Data).Permission.ShouldBe("lineage.predictions.read_all");
    }

    [Fact]
    public async Task what_cannot_be_listed_is_refused_by_field()
    {
        await RefusedAsync(new ListNodesRequest { Kind = "nothing" }, "kind");
        await RefusedAsync(new ListNodesRequest { NamePrefix = "bike" }, "name_prefix");
        await RefusedAsync(new ListNodesRequest { ClientId = new string('x', 129) }, "client_id");
        await RefusedAsync(new ListNodesRequest { MinPosition = -1 }, "min_position");
        await RefusedAsync(new ListNodesRequest { PageSize = -1 }, "page_size");
        await RefusedAsync(new ListNodesRequest { PageToken = "garbage" }, "page_token");

        async Task RefusedAsync(ListNodesRequest request, string field) =>
            (await Refused.WithAsync(StatusCode.InvalidArgument, () => system.Lineage.ListNodesAsync(request).ResponseAsync)).Fields().ShouldBe([field]);
    }

    private async Task<List<string>> ListAsync(ListNodesRequest request) => await Pages.ReadAsync(1, async (size, token) =>
    {
        (request.PageSize, request.PageToken) = (size, token);
        var page = await system.Lineage.ListNodesAsync(request);
        page.Position.ShouldBeGreaterThan(0);
        return (page.Nodes.Select(node => node.Id), page.NextPageToken);
    });
}
