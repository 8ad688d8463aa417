using JasperFx.Events.Projections;
using MlOps.Contracts;
using MlOps.Monitoring.Grpc;
using MlOps.Monitoring.Kafka;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Predictions;
using MlOps.Monitoring.Windows;
using MlOps.ServiceDefaults.EventSourcing;
using MlOps.ServiceDefaults.Kafka;
using Wire = MlOps.Contracts.Serving.V1;

namespace MlOps.Monitoring;

/// <summary>Monitoring: drift and performance of deployments over windows of their predictions.</summary>
public static class MonitoringModule
{
    private const int MaxBatch = 100;

    /// <summary>Adds the event store, the prediction tables, the consumers and the use cases.</summary>
    public static void AddMonitoring(this WebApplicationBuilder builder)
    {
        builder.AddEventStore("monitoring", Publishes.Table, options =>
        {
            options.Audits<DeploymentMonitor>(DeploymentMonitor.StreamPrefix);
            options.Projections.Snapshot<DeploymentMonitor>(SnapshotLifecycle.Inline);
            options.Projections.Add<WindowDetailsProjection>(ProjectionLifecycle.Inline);
            options.Projections.Add<AlertDetailsProjection>(ProjectionLifecycle.Inline);
        });
        builder.Services.AddTables(PredictionSchema.Sql);
        builder.Services.AddConsumer<Wire.ModelVersionDeployed, OnModelVersionDeployed>(Topics.Serving);
        builder.Services.AddBatchConsumer<OnPredictionsLogged>([Topics.Predictions], MaxBatch);
        builder.Services
            .AddSingleton<PredictionTables>()
            .AddSingleton<ReferenceProfiles>()
            .AddScoped<MonitorQueries>()
            .AddScoped<ConfigureMonitor>()
            .AddScoped<RecordGroundTruth>()
            .AddScoped<WindowReader>()
            .AddScoped<EvaluateWindow>()
            .AddScoped<CloseWindow>()
            .AddHostedService<WindowCloser>();
    }

    /// <summary>Maps Monitoring's gRPC service.</summary>
    public static void MapMonitoring(this WebApplication app) => app.MapGrpcService<MonitoringGrpcService>();
}
