using Grpc.Core;
using MlOps.Contracts.Features.V1;
using MlOps.Features.Entities;
using MlOps.Features.FeatureServices;
using MlOps.Features.Online;
using MlOps.Features.TrainingSets;
using MlOps.Features.Views;
using MlOps.Features.Wire;
using Operation = MlOps.Contracts.Operations.V1.Operation;
using V1 = MlOps.Contracts.Features.V1;

namespace MlOps.Features.Grpc;

/// <summary>mlops.features.v1.FeatureStore.</summary>
internal sealed class FeaturesGrpcService(
    EntityQueries entities,
    CreateEntity createEntity,
    UpdateEntity updateEntity,
    ArchiveEntity archiveEntity,
    FeatureViewQueries views,
    CreateFeatureView createView,
    UpdateFeatureView updateView,
    ArchiveFeatureView archiveView,
    FeatureServiceQueries services,
    CreateFeatureService createService,
    UpdateFeatureService updateService,
    ArchiveFeatureService archiveService,
    StartTrainingSet startTrainingSet,
    StartMaterialization startMaterialization,
    GetOnlineFeatures online) : FeatureStore.FeatureStoreBase
{
    public override async Task<V1.Entity> CreateEntity(CreateEntityRequest request, ServerCallContext context) =>
        (await createEntity.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<V1.Entity> GetEntity(GetEntityRequest request, ServerCallContext context) =>
        (await entities.GetAsync(request.Name, context.CancellationToken)).ToWire();

    public override async Task<ListEntitiesResponse> ListEntities(ListEntitiesRequest request, ServerCallContext context)
    {
        var page = await entities.ListAsync(request, context.CancellationToken);
        var response = new ListEntitiesResponse();
        response.NextPageToken = page.WriteTo(response.Entities, entity => entity.ToWire());
        return response;
    }

    public override async Task<V1.Entity> UpdateEntity(UpdateEntityRequest request, ServerCallContext context) =>
        (await updateEntity.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<V1.Entity> ArchiveEntity(ArchiveEntityRequest request, ServerCallContext context) =>
        (await archiveEntity.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<V1.FeatureView> CreateFeatureView(CreateFeatureViewRequest request, ServerCallContext context) =>
        (await createView.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<V1.FeatureView> GetFeatureView(GetFeatureViewRequest request, ServerCallContext context) =>
        (await views.GetAsync(request.Name, context.CancellationToken)).ToWire();

    public override async Task<ListFeatureViewsResponse> ListFeatureViews(ListFeatureViewsRequest request, ServerCallContext context)
    {
        var page = await views.ListAsync(request, context.CancellationToken);
        var response = new ListFeatureViewsResponse();
        response.NextPageToken = page.WriteTo(response.FeatureViews, view => view.ToWire());
        return response;
    }

    public override async Task<V1.FeatureView> UpdateFeatureView(UpdateFeatureViewRequest request, ServerCallContext context) =>
        (await updateView.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<V1.FeatureView> ArchiveFeatureView(ArchiveFeatureViewRequest request, ServerCallContext context) =>
        (await archiveView.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<V1.FeatureService> CreateFeatureService(CreateFeatureServiceRequest request, ServerCallContext context) =>
        (await createService.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<V1.FeatureService> GetFeatureService(GetFeatureServiceRequest request, ServerCallContext context) =>
        (await services.GetAsync(request.Name, context.CancellationToken)).ToWire();

    public override async Task<ListFeatureServicesResponse> ListFeatureServices(
        ListFeatureServicesRequest request, ServerCallContext context)
    {
        var page = await services.ListAsync(request, context.CancellationToken);
        var response = new ListFeatureServicesResponse();
        response.NextPageToken = page.WriteTo(response.FeatureServices, service => service.ToWire());
        return response;
    }

    public override async Task<V1.FeatureService> UpdateFeatureService(UpdateFeatureServiceRequest request, ServerCallContext context) =>
        (await updateService.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<V1.FeatureService> ArchiveFeatureService(ArchiveFeatureServiceRequest request, ServerCallContext context) =>
        (await archiveService.HandleAsync(request, context.CancellationToken)).ToWire();

    public override Task<Operation> CreateTrainingSet(CreateTrainingSetRequest request, ServerCallContext context) =>
        startTrainingSet.HandleAsync(request, context.CancellationToken);

    public override Task<Operation> Materialize(MaterializeRequest request, ServerCallContext context) =>
        startMaterialization.HandleAsync(request, context.CancellationToken);

    public override Task<GetOnlineFeaturesResponse> GetOnlineFeatures(GetOnlineFeaturesRequest request, ServerCallContext context) =>
        online.HandleAsync(request, context.CancellationToken);
}
