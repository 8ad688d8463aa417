using JasperFx.Events.Projections;
using MlOps.Analytics;
using MlOps.Contracts.Catalog.V1;
using MlOps.EventSourcing;
using MlOps.EventSourcing.Hosting;
using MlOps.Features.Definitions;
using MlOps.Features.Entities;
using MlOps.Features.FeatureServices;
using MlOps.Features.Grpc;
using MlOps.Features.Kafka;
using MlOps.Features.Online;
using MlOps.Features.Operations;
using MlOps.Features.Sources;
using MlOps.Features.TrainingSets;
using MlOps.Features.Views;
using MlOps.Operations;
using MlOps.ServiceDefaults.Clients;

namespace MlOps.Features;

/// <summary>Entities, feature views and services; training sets; the online store.</summary>
public static class FeaturesModule
{
    public static void AddFeatures(this WebApplicationBuilder builder)
    {
        builder.AddEventStore("features", Publishes.Table, options =>
        {
            options.AddOperations();
            options.Schema.For<TrainingSetPlan>();
            options.Projections.Snapshot<Entity>(SnapshotLifecycle.Inline);
            options.Projections.Snapshot<FeatureView>(SnapshotLifecycle.Inline);
            options.Projections.Snapshot<FeatureService>(SnapshotLifecycle.Inline);
            options.Projections.Snapshot<TrainingSetHistory>(SnapshotLifecycle.Inline);
            options.Audits<Entity>(Entity.StreamPrefix);
            options.Audits<FeatureView>(FeatureView.StreamPrefix);
            options.Audits<FeatureService>(FeatureService.StreamPrefix);
            options.Audits<TrainingSetHistory>(TrainingSetHistory.StreamPrefix);
        });
        builder.AddServiceClient<DatasetCatalog.DatasetCatalogClient>("catalog", DatasetCatalog.Descriptor);
        builder.Services.AddCommitSignals();
        builder.Services
            .AddWorkFolders()
            .AddSingleton<DefinitionLock>()
            .AddSingleton<IUsersOf<Entity>, ViewsOfEntities>()
            .AddSingleton<IUsersOf<FeatureView>, ServicesOfViews>()
            .AddSingleton<EntityQueries>()
            .AddSingleton<FeatureViewQueries>()
            .AddSingleton<FeatureServiceQueries>()
            .AddSingleton<OnlineStore>()
            .AddSingleton<OnlinePlans>()
            .AddSingleton<GetOnlineFeatures>()
            .AddTables(OnlineStore.Schema)
            .AddScoped<SourceDatasets>()
            .AddScoped<SourceCheck>()
            .AddScoped<CreateEntity>()
            .AddScoped<UpdateEntity>()
            .AddScoped<ArchiveEntity>()
            .AddScoped<CreateFeatureView>()
            .AddScoped<UpdateFeatureView>()
            .AddScoped<ArchiveFeatureView>()
            .AddScoped<CreateFeatureService>()
            .AddScoped<UpdateFeatureService>()
            .AddScoped<ArchiveFeatureService>()
            .AddScoped<TrainingSetCatalog>()
            .AddScoped<TrainingSetBuilder>()
            .AddScoped<TrainingSetQueries>()
            .AddScoped<TrainingSetPlans>()
            .AddScoped<StartTrainingSet>()
            .AddScoped<CreateTrainingSet>()
            .AddOperation<TrainingSetOperation>()
            .AddScoped<StartMaterialization>()
            .AddScoped<Materialize>()
            .AddOperation<MaterializationOperation>();
    }

    public static void MapFeatures(this WebApplication app)
    {
        app.MapEventStore();
        app.MapOperations();
        app.MapGrpcService<FeaturesGrpcService>();
    }
}
