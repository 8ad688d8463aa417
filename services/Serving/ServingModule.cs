using JasperFx.Events.Projections;
using MlOps.Contracts;
using MlOps.Contracts.Features.V1;
using MlOps.Contracts.Registry.V1;
using MlOps.EventSourcing;
using MlOps.EventSourcing.Consuming;
using MlOps.EventSourcing.Hosting;
using MlOps.MlNet;
using MlOps.Onnx;
using MlOps.Runtime;
using MlOps.ServiceDefaults.Clients;
using MlOps.ServiceDefaults.Errors;
using MlOps.Serving.Deployments;
using MlOps.Serving.Grpc;
using MlOps.Serving.Inference;
using MlOps.Serving.Kafka;
using MlOps.Serving.Models;
using MlOps.Serving.PredictionLog;
using MlOps.Serving.Reconciliation;
using MlOps.Serving.Rest;
using MlOps.XGBoost;
using V1 = MlOps.Contracts.Registry.V1;

namespace MlOps.Serving;

/// <summary>Serving: deployments, the models in memory, predictions and their log.</summary>
public static class ServingModule
{
    /// <summary>Adds the event store, the runtimes, the models in memory, the prediction log and the use cases.</summary>
    public static void AddServing(this WebApplicationBuilder builder)
    {
        builder.AddEventStore("serving", Publishes.Table, options =>
        {
            options.Audits<Deployment>(Deployment.StreamPrefix);
            options.Projections.Snapshot<Deployment>(SnapshotLifecycle.Inline);
            options.Schema.For<Deployment>().Index(deployment => deployment.Model);
            options.Listeners.Add(new DeploymentChanges());
        });
        builder.AddServiceClient<ModelRegistry.ModelRegistryClient>("registry", ModelRegistry.Descriptor);
        builder.AddServiceClient<FeatureStore.FeatureStoreClient>("features", FeatureStore.Descriptor);
        builder.Services.AddOptions<PredictionOptions>().BindConfiguration("Predictions")
            .Validate(options => options.Retention > TimeSpan.Zero, "Predictions:Retention must be positive.").ValidateOnStart();
        builder.Services
            .AddSingleton(ProtocolFamily.OpenInference)
            .AddConsumer<V1.ModelVersionPromoted, OnModelVersionPromoted>(Topics.Registry)
            .AddConsumer<V1.ModelVersionRejected, OnModelVersionRejected>(Topics.Registry)
            .AddConsumer<V1.ApprovalWithdrawn, OnApprovalWithdrawn>(Topics.Registry)
            .AddConsumer<V1.AliasRemoved, OnAliasRemoved>(Topics.Registry)
            .AddSingleton<IModelRuntime>(_ => new XGBoostRuntime())
            .AddSingleton<IModelRuntime>(_ => new OnnxModelRuntime())
            .AddSingleton<IModelRuntime, MlNetRuntime>()
            .AddSingleton<ModelLoader>()
            .AddSingleton<ServedModels>()
            .AddSingleton<FeatureServices>()
            .AddSingleton<FeatureLookups>()
            .AddSingleton<ModelSwitch>()
            .AddSingleton<InferenceEngine>()
            .AddScoped<DeploymentQueries>()
            .AddScoped<CreateDeployment>()
            .AddScoped<RegistryRecord>()
            .AddScoped<DeployModelVersion>()
            .AddScoped<UndeployModelVersion>()
            .AddScoped<RetireDeployment>()
            .AddTables(PredictionSchema.Sql)
            .AddSingleton<PredictionJournal>()
            .AddSingleton<PredictionSegments>()
            .AddSingleton<PredictionQueries>()
            .AddSingleton<ExpirePredictions>()
            .AddHostedService<StaleFolders>()
            .AddHostedService<UnknownActors>()
            .AddHostedService<PredictionShipper>()
            .AddHostedService<RetentionRounds>()
            .AddHostedService<DeploymentReconciler>()
            .AddHostedService<PendingDeployments>();
    }

    /// <summary>Maps the gRPC services and the Open Inference Protocol over REST.</summary>
    public static void MapServing(this WebApplication app)
    {
        app.MapEventStore();
        app.MapGrpcService<ServingGrpcService>();
        app.MapGrpcService<OpenInferenceGrpcService>();
        app.MapOpenInference();
    }
}
