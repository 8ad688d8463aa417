using Grpc.Core;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceDefaults;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;
using MlOps.Serving.Deployments;
using MlOps.Serving.Inference;
using MlOps.Serving.Models;
using MlOps.Serving.PredictionLog;
using Deployment = MlOps.Contracts.Serving.V1.Deployment;

namespace MlOps.Serving.Grpc;

/// <summary><c>mlops.serving.v1.ModelServing</c></summary>
internal sealed class ServingGrpcService(
    DeploymentQueries deployments, CreateDeployment create, RetireDeployment retire, PredictionQueries predictions,
    ModelSwitch modelSwitch)
    : ModelServing.ModelServingBase
{
    public override async Task<Deployment> CreateDeployment(CreateDeploymentRequest request, ServerCallContext context) =>
        (await create.HandleAsync(request, context.CancellationToken)).State.ToMessage();

    public override async Task<Deployment> GetDeployment(GetDeploymentRequest request, ServerCallContext context)
    {
        var deployment = await deployments.GetAsync(request.Name, context.CancellationToken);
        await modelSwitch.ServeAsync(deployment, context.CancellationToken);
        return deployment.ToMessage();
    }

    public override async Task<ListDeploymentsResponse> ListDeployments(ListDeploymentsRequest request, ServerCallContext context)
    {
        var size = PageSize.Of(request.PageSize);
        var faults = new Faults().Require(
            request.State == DeploymentState.Unspecified || request.State.FromMessage() is not null, "state", "is not a state");
        if (request.Model.Length > 0) faults.Name(request.Model, "model");
        faults.ThrowIfAny();
        var filter = new DeploymentFilter(request.Model, request.State.FromMessage(), request.Descending);
        var page = await deployments.ListAsync(filter, PageToken.Decode(request.PageToken), size + 1, context.CancellationToken);
        foreach (var deployment in page) await modelSwitch.ServeAsync(deployment, context.CancellationToken);
        var response = new ListDeploymentsResponse { Deployments = { page.Take(size).Select(ServingMessages.ToMessage) } };
        if (page.Count > size) response.NextPageToken = PageToken.Encode(page[size - 1].Name);
        return response;
    }

    public override async Task<Deployment> RetireDeployment(RetireDeploymentRequest request, ServerCallContext context) =>
        (await retire.HandleAsync(request, context.CancellationToken)).State.ToMessage();

    public override Task<Prediction> GetPrediction(GetPredictionRequest request, ServerCallContext context)
    {
        new Faults().Text(request.PredictionId, "prediction_id", InferenceLimits.IdLength).ThrowIfAny();
        return predictions.GetAsync(request.PredictionId, context.CancellationToken);
    }

    public override async Task<ListPredictionsResponse> ListPredictions(ListPredictionsRequest request, ServerCallContext context)
    {
        var page = PageRequest.Of(request.PageSize, request.PageToken);
        new Faults().Length(request.ClientId, "client_id", InferenceLimits.IdLength)
            .Moment(request.StartTime, "start_time").Moment(request.EndTime, "end_time").ThrowIfAny();
        await deployments.GetAsync(request.Deployment, context.CancellationToken, "deployment");
        var filter = new PredictionFilter(
            request.Deployment, request.ClientId, request.StartTime?.ToDateTimeOffset() ?? DateTimeOffset.MinValue,
            request.EndTime?.ToDateTimeOffset() ?? DateTimeOffset.MaxValue);
        var found = await predictions.ListAsync(filter, page, context.CancellationToken);
        var response = new ListPredictionsResponse();
        response.NextPageToken = found.WriteTo(response.Predictions, prediction => prediction);
        return response;
    }
}
