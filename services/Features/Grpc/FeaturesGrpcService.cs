using Grpc.Core;
using MlOps.Contracts.Features.V1;
using MlOps.Features.Entities;
using MlOps.Features.FeatureServices;
using MlOps.Features.Online;
using MlOps.Features.TrainingSets;
using MlOps.Features.Views;
using Wire = MlOps.Contracts.Features.V1;

namespace MlOps.Features.Grpc;

/// <summary>The feature store over gRPC.</summary>
internal sealed class FeaturesGrpcService(
    CreateEntity createEntity,
    CreateFeatureView createView,
    CreateFeatureService createService,
    CreateTrainingSet createTrainingSet,
    Materialize materialize,
    GetOnlineFeatures online,
    Definitions definitions) : FeatureStore.FeatureStoreBase
{
    public override async Task<Wire.Entity> CreateEntity(CreateEntityRequest request, ServerCallContext context) =>
        (await createEntity.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<Wire.Entity> GetEntity(GetEntityRequest request, ServerCallContext context) =>
        (await definitions.GetEntityAsync(request.Name, context.CancellationToken)).ToWire();

    public override async Task<ListEntitiesResponse> ListEntities(ListEntitiesRequest request, ServerCallContext context)
    {
        var (page, next) = await definitions.ListAsync<Entities.Entity>(request.PageSize, request.PageToken, e => e.Id, context.CancellationToken);
        return new ListEntitiesResponse { Entities = { page.Select(e => e.ToWire()) }, NextPageToken = next };
    }

    public override async Task<Wire.FeatureView> CreateFeatureView(CreateFeatureViewRequest request, ServerCallContext context) =>
        (await createView.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<Wire.FeatureView> GetFeatureView(GetFeatureViewRequest request, ServerCallContext context) =>
        (await definitions.GetViewAsync(request.Name, context.CancellationToken)).ToWire();

    public override async Task<ListFeatureViewsResponse> ListFeatureViews(ListFeatureViewsRequest request, ServerCallContext context)
    {
        var (page, next) = await definitions.ListAsync<Views.FeatureView>(request.PageSize, request.PageToken, v => v.Id, context.CancellationToken);
        return new ListFeatureViewsResponse { FeatureViews = { page.Select(v => v.ToWire()) }, NextPageToken = next };
    }

    public override async Task<Wire.FeatureService> CreateFeatureService(CreateFeatureServiceRequest request, ServerCallContext context) =>
        (await createService.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<Wire.FeatureService> GetFeatureService(GetFeatureServiceRequest request, ServerCallContext context) =>
        (await definitions.GetServiceAsync(request.Name, context.CancellationToken)).ToWire();

    public override async Task<ListFeatureServicesResponse> ListFeatureServices(ListFeatureServicesRequest request, ServerCallContext context)
    {
        var (page, next) = await definitions.ListAsync<FeatureServices.FeatureService>(request.PageSize, request.PageToken, s => s.Id, context.CancellationToken);
        return new ListFeatureServicesResponse { FeatureServices = { page.Select(s => s.ToWire()) }, NextPageToken = next };
    }

    public override async Task<TrainingSet> CreateTrainingSet(CreateTrainingSetRequest request, ServerCallContext context) =>
        (await createTrainingSet.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<Materialization> Materialize(MaterializeRequest request, ServerCallContext context) =>
        (await materialize.HandleAsync(request, context.CancellationToken)).ToWire();

    public override Task<GetOnlineFeaturesResponse> GetOnlineFeatures(GetOnlineFeaturesRequest request, ServerCallContext context) =>
        online.HandleAsync(request, context.CancellationToken);
}
