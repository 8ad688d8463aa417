using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts;
using MlOps.Contracts.Inference;
using MlOps.Contracts.Registry.V1;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceHost;
using MlOps.Serving.PredictionLog;
using Xunit.Abstractions;
using PredictionsLogged = MlOps.Contracts.Serving.V1.PredictionsLogged;

namespace MlOps.Serving.Tests;

/// <summary>The largest legal request of each RPC goes through, and the next larger one is refused by its limit.</summary>
[Collection(ServingCollection.Name)]
public class LimitTests(ServingSystem system, ITestOutputHelper output)
{
    private const int NameLength = 128;
    private const int AliasLength = 255;

    [Fact]
    public async Task the_largest_requests_are_granted_published_and_listed_and_larger_ones_refused()
    {
        var (model, name, alias) = (Longest("m"), Longest("d"), new string('a', AliasLength));
        var engineer = system.Serving.ChannelAs(ServingSystem.Engineer, "engineer").CreateCallInvoker();
        await system.Models.RegisterModelAsync(new RegisterModelRequest { Name = model });
        var features = await system.FeatureStoreAsEngineer().ServiceAsync("hour,seen,temp,hum\n1,2026-01-01 01:00:00,0.25,1\n");
        await new LargestRequests(ModelServing.Descriptor, engineer)
            .Add<CreateDeploymentRequest, Deployment>(
                "CreateDeployment",
                () => Task.FromResult(new CreateDeploymentRequest
                {
                    Name = name, Model = model, Alias = alias, FeatureService = features, RequestId = new string('r', 128),
                }),
                async (_, _) => (await system.System.ConsumeAsync<DeploymentCreated>(Topics.Serving, e => e.Data.Deployment == name))
                    .Data.Alias.ShouldBe(alias),
                ("name", request => request.Name += "d"),
                ("model", request => request.Model += "m"),
                ("alias", request => request.Alias += "a"),
                ("feature_service", request => request.FeatureService = Longest("f") + "f"),
                ("request_id", request => request.RequestId += "r"))
            .Add<GetDeploymentRequest, Deployment>(
                "GetDeployment", () => Task.FromResult(new GetDeploymentRequest { Name = name }),
                (_, found) => Check(() => found.Alias.ShouldBe(alias)),
                ("name", request => request.Name += "d"))
            .Add<ListDeploymentsRequest, ListDeploymentsResponse>(
                "ListDeployments",
                () => Task.FromResult(new ListDeploymentsRequest
                {
                    PageSize = int.MaxValue, Model = model, State = DeploymentState.Pending, Descending = true, ShowArchived = true,
                }),
                (_, listed) => Check(() => listed.Deployments.ShouldHaveSingleItem().Name.ShouldBe(name)),
                ("model", request => request.Model += "m"),
                ("state", request => request.State = (DeploymentState)99))
            .Add<GetPredictionRequest, Prediction>(
                "GetPrediction",
                async () =>
                {
                    await StoreAsync(name, 1, new string('p', 128));
                    return new GetPredictionRequest { PredictionId = new string('p', 128) };
                },
                (_, found) => Check(() => found.Deployment.ShouldBe(name)),
                ("prediction_id", request => request.PredictionId += "p"))
            .Add<ListPredictionsRequest, ListPredictionsResponse>(
                "ListPredictions",
                async () =>
                {
                    for (var i = 0; i < 6; i++) await StoreAsync(name, (Limits.PredictionBytes / sizeof(float)) - 200, PredictionId.New(DateTimeOffset.UtcNow));
                    return new ListPredictionsRequest
                    {
                        Deployment = name, PageSize = int.MaxValue, ClientId = new string('語', Limits.IdLength),
                        StartTime = Timestamp.FromDateTimeOffset(DateTimeOffset.MinValue),
                        EndTime = Timestamp.FromDateTimeOffset(DateTimeOffset.MaxValue),
                    };
                },
                (_, listed) => Check(() => (listed.Predictions.Count, listed.NextPageToken.Length > 0).ShouldBe((4, true))),
                ("client_id", request => request.ClientId += "語"),
                ("start_time", request => request.StartTime = new Timestamp { Seconds = long.MinValue }),
                ("end_time", request => request.EndTime = new Timestamp { Seconds = long.MaxValue }))
            .Add<RetireDeploymentRequest, Deployment>(
                "RetireDeployment",
                () => Task.FromResult(new RetireDeploymentRequest
                {
                    Name = name, Reason = new string('語', Limits.ReasonLength), RequestId = new string('r', 128),
                }),
                async (_, _) => (await system.System.ConsumeAsync<DeploymentRetired>(Topics.Serving, e => e.Data.Deployment == name))
                    .Reason.Length.ShouldBe(Limits.ReasonLength),
                ("name", request => request.Name += "d"),
                ("reason", request => request.Reason += "語"),
                ("request_id", request => request.RequestId += "r"))
            .SendAllAsync(output.WriteLine);
    }

    [Fact]
    public async Task the_largest_prediction_is_answered_logged_told_and_read_back_and_one_row_more_is_refused()
    {
        var deployment = (await system.DeploymentAsync(answer: 5)).Name;
        var rows = Limits.Values / 2;
        var request = Request(rows);

        var answer = await system.Inference.ModelInferAsync(request);

        (answer.RawOutputContents.Single().Length / sizeof(float)).ShouldBe(rows);
        var id = answer.Parameters["prediction_id"].StringParam;
        var logged = await system.LoggedAsync(id);
        (logged.Rows, logged.Features.Count, logged.Outputs.Count, logged.ClientId.Length).ShouldBe((rows, Limits.Values, rows, Limits.IdLength));
        var told = await system.System.ConsumeAsync<PredictionsLogged>(Topics.Predictions, e => e.Data.Deployment == deployment);
        told.Data.Predictions.ShouldHaveSingleItem().ShouldBe(logged);
        var page = await system.Deployments.ListPredictionsAsync(new ListPredictionsRequest { Deployment = deployment });
        page.Predictions.ShouldHaveSingleItem().ShouldBe(logged);
        output.WriteLine($"{rows} rows: {request.CalculateSize():N0} bytes asked, {answer.CalculateSize():N0} answered, {logged.CalculateSize():N0} logged");

        (await Refused.WithAsync(StatusCode.InvalidArgument, () => system.Inference.ModelInferAsync(Request(rows + 1)).ResponseAsync))
            .Message.ShouldBe($"input 'temp' has {rows + 1} rows; 1 to {rows} are allowed");
        var named = Request(1);
        named.Id += "語";
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => system.Inference.ModelInferAsync(named).ResponseAsync))
            .Message.ShouldBe("id must have at most 128 characters");

        ModelInferRequest Request(int count)
        {
            var column = ByteString.CopyFrom(MemoryMarshal.AsBytes<double>(Enumerable.Repeat(0.1, count).ToArray()));
            return new ModelInferRequest
            {
                ModelName = deployment, Id = new string('語', Limits.IdLength), Inputs = { Input("temp"), Input("hum") },
                RawInputContents = { column, column },
            };

            ModelInferRequest.Types.InferInputTensor Input(string name) => new() { Name = name, Datatype = "FP64", Shape = { count } };
        }
    }

    private Task StoreAsync(string deployment, int values, string id) => system.StoreAsync(new Prediction
    {
        PredictionId = id, Deployment = deployment, ClientId = new string('語', Limits.IdLength), Time = DateTimeOffset.UtcNow.ToTimestamp(),
        Rows = 1, Features = { new float[values] }, Outputs = { 1 },
    });

    private static string Longest(string prefix) => $"{prefix}{Guid.NewGuid():n}".PadRight(NameLength, 'x');

    private static Task Check(Action check)
    {
        check();
        return Task.CompletedTask;
    }
}
