using JasperFx.Events.Projections;
using MlOps.Analytics;
using MlOps.Contracts.Catalog.V1;
using MlOps.EventSourcing;
using MlOps.EventSourcing.Hosting;
using MlOps.Experiments.Artifacts;
using MlOps.Experiments.Grpc;
using MlOps.Experiments.Kafka;
using MlOps.Experiments.Operations;
using MlOps.Experiments.Tracking;
using MlOps.Experiments.Training;
using MlOps.MlNet;
using MlOps.Operations;
using MlOps.Runtime;
using MlOps.ServiceDefaults.Clients;
using MlOps.XGBoost;

namespace MlOps.Experiments;

/// <summary>Experiments and runs: parameters, metrics, tags, artifacts; training.</summary>
public static class ExperimentsModule
{
    /// <summary>Adds the event store, its projections, the use cases and the training worker.</summary>
    public static void AddExperiments(this WebApplicationBuilder builder)
    {
        builder.AddEventStore("experiments", Publishes.Table, options =>
        {
            options.AddOperations();
            options.Audits<Experiment>(Experiment.StreamPrefix);
            options.Audits<Run>(Run.StreamPrefix);
            options.Projections.Snapshot<Experiment>(SnapshotLifecycle.Inline);
            options.Projections.Snapshot<Run>(SnapshotLifecycle.Inline);
            options.Schema.For<Run>().Index([run => run.Experiment, run => run.Id]);
            options.Schema.For<RunArtifact>().Index(artifact => artifact.RunId);
            options.Projections.Add<RunArtifactProjection>(ProjectionLifecycle.Inline);
        });
        builder.Services.AddCommitSignals();
        builder.AddServiceClient<DatasetCatalog.DatasetCatalogClient>("catalog", DatasetCatalog.Descriptor);
        builder.Services
            .AddTables(MetricSegments.Schema)
            .AddSingleton<Runs>()
            .AddSingleton<MetricSegments>()
            .AddScoped<RunMutations>()
            .AddScoped<CreateExperiment>()
            .AddScoped<UpdateExperiment>()
            .AddScoped<ArchiveExperiment>()
            .AddScoped<ExperimentCalls>()
            .AddScoped<CreateRun>()
            .AddScoped<UpdateRun>()
            .AddScoped<ArchiveRun>()
            .AddScoped<LogBatch>()
            .AddScoped<FinishRun>();
        builder.Services
            .AddSingleton<RunArtifacts>()
            .AddSingleton<ModelFolders>()
            .AddScoped<UploadArtifact>()
            .AddScoped<LogModel>()
            .AddScoped<ArtifactCalls>();
        builder.Services
            .AddSingleton<ITrainer, XGBoostTrainer>()
            .AddSingleton<ITrainer, MlNetTrainer>()
            .AddSingleton<IModelRuntime>(new XGBoostRuntime(threads: Environment.ProcessorCount))
            .AddSingleton<IModelRuntime, MlNetRuntime>()
            .AddWorkFolders()
            .AddSingleton<ModelMaking>()
            .AddScoped<StartTraining>()
            .AddScoped<TrainingJob>()
            .AddOperation<TrainingOperation>();
    }

    /// <summary>Maps the service's gRPC services.</summary>
    public static void MapExperiments(this WebApplication app)
    {
        app.MapEventStore();
        app.MapOperations();
        app.MapGrpcService<ExperimentsGrpcService>();
    }
}
