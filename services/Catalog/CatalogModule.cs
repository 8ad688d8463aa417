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
            options.Projections.Snapshot<Dataset>(SnapshotLifecycle.Inline);
            options.Audits<Dataset>(Dataset.StreamPrefix);
        });
        builder.Services
            .AddScoped<RegisterDataset>()
            .AddScoped<VersionRecorder>()
            .AddScoped<ImportVersion>()
            .AddScoped<CommitVersion>()
            .AddScoped<PreviewRows>()
            .AddScoped<DatasetQueries>();
    }

    public static void MapCatalog(this WebApplication app)
    {
        app.MapEventStore();
        app.MapGrpcService<CatalogGrpcService>();
    }
}
