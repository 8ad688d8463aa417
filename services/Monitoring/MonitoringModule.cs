using JasperFx.Events.Projections;
using MlOps.Contracts;
using MlOps.EventSourcing;
using MlOps.EventSourcing.Consuming;
using MlOps.EventSourcing.Hosting;
using MlOps.Monitoring.Alerts;
using MlOps.Monitoring.Configuration;
using MlOps.Monitoring.Drift;
using MlOps.Monitoring.Drift.Tests;
using MlOps.Monitoring.Grpc;
using MlOps.Monitoring.Kafka;
using MlOps.Monitoring.Monitors;
using MlOps.Monitoring.Operations;
using MlOps.Monitoring.Performance;
using MlOps.Monitoring.Performance.Metrics;
using MlOps.Monitoring.Predictions;
using MlOps.Monitoring.Retention;
using MlOps.Monitoring.Windows;
using MlOps.Operations;

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
            options.AddOperations();
            options.Audits<DeploymentMonitor>(DeploymentMonitor.StreamPrefix);
            options.Schema.For<WindowDetails>().Index([window => window.Deployment, window => window.Id]);
            options.Schema.For<AlertDetails>().Index([alert => alert.Deployment, alert => alert.Id]);
            options.Projections.Snapshot<DeploymentMonitor>(SnapshotLifecycle.Inline);
            options.Projections.Add<VersionReferenceProjection>(ProjectionLifecycle.Inline);
            options.Projections.Add<WindowDetailsProjection>(ProjectionLifecycle.Inline);
            options.Projections.Add<AlertDetailsProjection>(ProjectionLifecycle.Inline);
        });
        builder.Services.AddTables(PredictionSchema.Sql);
        builder.Services.AddBatchConsumer<OnDeploymentChanged>([Topics.Serving], OnDeploymentChanged.MaxBatch);
        builder.Services.AddBatchConsumer<OnPredictionsLogged>([Topics.Predictions], MaxBatch);
        builder.Services.AddDriftTests().AddPerformanceMetrics()
            .AddSingleton<PredictionTables>()
            .AddSingleton<ReferenceProfiles>()
            .AddSingleton<FeatureBlobs>()
            .AddScoped<MonitorQueries>()
            .AddScoped<ConfigureMonitor>()
            .AddScoped<RecordGroundTruth>()
            .AddScoped<WindowQueries>()
            .AddScoped<WindowReader>()
            .AddScoped<WindowEvaluation>()
            .AddScoped<EvaluateWindow>()
            .AddOperation<WindowEvaluationOperation>()
            .AddScoped<CloseWindow>()
            .AddScoped<AlertQueries>()
            .AddScoped<AcknowledgeAlert>()
            .AddScoped<ResolveAlert>()
            .AddScoped<ApplyRetention>()
            .AddHostedService<WindowCloser>()
            .AddHostedService<RetentionRounds>();
    }

    /// <summary>Maps Monitoring's gRPC services.</summary>
    public static void MapMonitoring(this WebApplication app)
    {
        app.MapEventStore();
        app.MapOperations();
        app.MapGrpcService<MonitoringGrpcService>();
    }

    /// <summary>The drift tests, in the order of their results.</summary>
    internal static IServiceCollection AddDriftTests(this IServiceCollection services) => services
        .AddSingleton<IDriftTest, KolmogorovSmirnov>()
        .AddSingleton<IDriftTest, ChiSquared>()
        .AddSingleton<IDriftTest, MissingValues>()
        .AddSingleton<IDriftTest, PopulationStabilityIndex>()
        .AddSingleton<IDriftTest, JensenShannon>()
        .AddSingleton<DriftJudge>()
        .AddSingleton(provider => new KnownTests(provider.GetServices<IDriftTest>().Select(test => test.Name).ToHashSet()));

    /// <summary>The performance metrics, in the order of their values.</summary>
    internal static IServiceCollection AddPerformanceMetrics(this IServiceCollection services) => services
        .AddSingleton<IPerformanceMetric, RootMeanSquaredError>()
        .AddSingleton<IPerformanceMetric, MeanAbsoluteError>()
        .AddSingleton<IPerformanceMetric, MedianAbsoluteError>()
        .AddSingleton<IPerformanceMetric, MeanError>()
        .AddSingleton<IPerformanceMetric, CoefficientOfDetermination>()
        .AddSingleton<PerformanceMeter>();
}
