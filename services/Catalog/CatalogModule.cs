using JasperFx.Events.Projections;
using MlOps.Catalog.Datasets;
using MlOps.Catalog.Grpc;
using MlOps.Catalog.Kafka;
using MlOps.EventSourcing.Hosting;

namespace MlOps.Catalog;

/// <summary>Datasets and their immutable versions.</summary>
public static class CatalogModule
{
    public static void AddCatalog(this WebApplicationBuilder builder)
    {
        builder.AddEventStore("catalog", Publishes.Table, options =>
        {
            options.Audits<Dataset>(Dataset.StreamPrefix);
            options.Projections.Snapshot<Dataset>(SnapshotLifecycle.Inline);
            options.Schema.For<DatasetVersionDetails>()
                .Index(version => version.Content)
                .Index([version => version.Dataset, version => version.Id]);
            options.Projections.Add<DatasetVersionProjection>(ProjectionLifecycle.Inline);
        });
        builder.Services
            .AddScoped<DatasetQueries>()
            .AddScoped<RegisterDataset>()
            .AddScoped<UpdateDataset>()
            .AddScoped<ArchiveDataset>()
            .AddScoped<VersionRecorder>()
            .AddScoped<VersionInspection>()
            .AddScoped<ImportVersion>()
            .AddScoped<CommitVersion>()
            .AddScoped<PreviewRows>();
    }

    public static void MapCatalog(this WebApplication app)
    {
        app.MapEventStore();
        app.MapGrpcService<CatalogGrpcService>();
    }
}
