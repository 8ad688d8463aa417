using Grpc.Core;
using MlOps.Contracts.Serving.V1;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Paging;
using MlOps.Serving.Deployments;
using MlOps.Serving.PredictionLog;
using MlOps.Serving.Wire;
using Deployment = MlOps.Contracts.Serving.V1.Deployment;

namespace MlOps.Serving.Grpc;

/// <summary><c>mlops.serving.v1.ModelServing</c></summary>
internal sealed class ServingGrpcService(
    DeploymentQueries deployments, CreateDeployment create, RetireDeployment retire, PredictionQueries predictions,
    ModelSwitch modelSwitch)
    : ModelServing.ModelServingBase
{
    public override async Task<Deployment> CreateDeployment(CreateDeploymentRequest request, ServerCallContext context) =>
        (await create.HandleAsync(request, context.CancellationToken)).State.ToWire();

    public override async Task<Deployment> GetDeployment(GetDeploymentRequest request, ServerCallContext context)
    {
        var deployment = await deployments.GetAsync(request.Name, context.CancellationToken);
        await modelSwitch.ServeAsync(deployment, context.CancellationToken);
        return deployment.ToWire();
    }

    public override async Task<ListDeploymentsResponse> ListDeployments(ListDeploymentsRequest request, ServerCallContext context)
    {
        var asked = PageRequest.Of(request.PageSize, request.PageToken);
        var faults = new Faults().Require(Enum.IsDefined(request.State), "state", "is not a state");
        if (request.Model.Length > 0) faults.Name(request.Model, "model");
        faults.ThrowIfAny();
        var filter = new DeploymentFilter(request.Model, request.State.FromWire(), request.Descending, request.ShowArchived);
        var page = await deployments.ListAsync(filter, asked, context.CancellationToken);
        foreach (var deployment in page.Rows) await modelSwitch.ServeAsync(deployment, context.CancellationToken);
        var response = new ListDeploymentsResponse();
        response.NextPageToken = page.WriteTo(response.Deployments, DeploymentMessages.ToWire);
        return response;
    }

    public override async Task<Deployment> RetireDeployment(RetireDeploymentRequest request, ServerCallContext context) =>
        (await retire.HandleAsync(request, context.CancellationToken)).State.ToWire();

    public override Task<Prediction> GetPrediction(GetPredictionRequest request, ServerCallContext context)
    {
        new Faults().Text(request.PredictionId, "prediction_id", Limits.IdLength).ThrowIfAny();
        return predictions.GetAsync(request.PredictionId, Actor, context.CancellationToken);
    }

    public override async Task<ListPredictionsResponse> ListPredictions(ListPredictionsRequest request, ServerCallContext context)
    {
        var page = PageRequest.Of(request.PageSize, request.PageToken);
        new Faults().Length(request.ClientId, "client_id", Limits.IdLength)
            .Moment(request.StartTime, "start_time").Moment(request.EndTime, "end_time").ThrowIfAny();
        await deployments.GetAsync(request.Deployment, context.CancellationToken, "deployment");
        var filter = new PredictionFilter(
            request.Deployment, request.ClientId, Actor, request.StartTime?.ToDateTimeOffset() ?? DateTimeOffset.MinValue,
            request.EndTime?.ToDateTimeOffset() ?? DateTimeOffset.MaxValue);
        var found = await predictions.ListAsync(filter, page, context.CancellationToken);
        var response = new ListPredictionsResponse();
        response.NextPageToken = found.WriteTo(response.Predictions, prediction => prediction);
        return response;
    }

    /// <summary>Whose predictions the caller sees: everybody's (empty), or only their own.</summary>
    private static string Actor => Caller.Current.May("serving.predictions.read_all") ? "" : Caller.Current.Subject;
}
