using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Lineage.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceHost;

namespace MlOps.Lineage.Tests;

public sealed class RetentionTests(LineageSystem system) : IClassFixture<LineageSystem>
{
    [Fact]
    public async Task predictions_that_serving_no_longer_keeps_leave_the_graph_and_stay_in_the_ledger()
    {
        await system.TellAsync([Logged("kept", "0101", "0102", "0103"), Logged("kept-too", "0100", "0102a")]);
        await system.TellAsync([Expired("kept", "0102")]);

        (await ListAsync()).ShouldBe(["prediction/0100", "prediction/0102a", "prediction/0103"]);
        var gone = await Refused.WithAsync(StatusCode.NotFound, () => system.Lineage.GetNodeAsync(new GetNodeRequest { NodeId = "prediction/0101" }).ResponseAsync);
        gone.ShouldNotBeNull();
        var walk = await system.Lineage.GetLineageAsync(new GetLineageRequest { NodeId = "deployment/kept@1", Direction = Direction.Downstream });
        walk.Nodes.Select(node => node.Id).ShouldBe(["deployment/kept@1", "prediction/0103"]);
        (await system.LedgerAsync(new ReadLedgerRequest { Subject = "predictions/kept" })).Count.ShouldBe(2);
    }

    private async Task<IEnumerable<string>> ListAsync() =>
        (await system.Lineage.ListNodesAsync(new ListNodesRequest { Kind = "prediction" })).Nodes.Select(node => node.Id);

    private static (string, string, IMessage, string) Logged(string deployment, params string[] ids)
    {
        var segment = new PredictionsLogged { Deployment = deployment, Count = ids.Length };
        segment.Predictions.AddRange(ids.Select(id => new Prediction { PredictionId = id, Deployment = deployment, ModelVersion = 1, Rows = 1 }));
        return (Topics.Predictions, $"predictions/{deployment}", segment, $"{Guid.NewGuid()}");
    }

    private static (string, string, IMessage, string) Expired(string deployment, string last) => (
        Topics.Predictions, $"predictions/{deployment}", new PredictionsExpired { Deployment = deployment, LastPredictionId = last, Count = 2 },
        $"{Guid.NewGuid()}");
}
