using JasperFx.Events.Projections;
using MlOps.Analytics;
using MlOps.Blobs;
using MlOps.Catalog.Datasets;
using MlOps.Catalog.Grpc;
using MlOps.Catalog.Kafka;
using MlOps.Catalog.Operations;
using MlOps.Catalog.Wire;
using MlOps.EventSourcing.Hosting;
using MlOps.Operations;

namespace MlOps.Catalog;

/// <summary>Datasets and their immutable versions.</summary>
public static class CatalogModule
{
    public static void AddCatalog(this WebApplicationBuilder builder)
    {
        builder.AddEventStore("catalog", Publishes.Table, options =>
        {
            options.AddOperations();
            options.Audits<Dataset>(Dataset.StreamPrefix);
            options.Projections.Snapshot<Dataset>(SnapshotLifecycle.Inline);
            options.Schema.For<DatasetVersionDetails>()
                .Index(version => version.Content)
                .Index([version => version.Dataset, version => version.Id]);
            options.Projections.Add<DatasetVersionProjection>(ProjectionLifecycle.Inline);
        });
        builder.AddUploads();
        builder.Services
            .AddWorkFolders()
            .AddScoped<DatasetQueries>()
            .AddScoped<VersionAnswers>()
            .AddScoped<RegisterDataset>()
            .AddScoped<UpdateDataset>()
            .AddScoped<ArchiveDataset>()
            .AddScoped<VersionRecorder>()
            .AddScoped<VersionInspection>()
            .AddScoped<ImportVersion>()
            .AddOperation<ImportOperation>()
            .AddHostedService<UploadPurge>()
            .AddScoped<CommitVersion>()
            .AddScoped<PreviewRows>();
    }

    public static void MapCatalog(this WebApplication app)
    {
        app.MapEventStore();
        app.MapOperations();
        app.MapGrpcService<CatalogGrpcService>();
    }
}
