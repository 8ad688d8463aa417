using MlOps.Catalog.Datasets;
using MlOps.Catalog.Grpc;
using MlOps.Contracts;
using MlOps.EventSourcing.Publishing;
using Wire = MlOps.Contracts.Catalog.V1;

namespace MlOps.Catalog.Kafka;

/// <summary>What the catalog tells the others.</summary>
internal static class Publishes
{
    public static WireEvents Table { get; } = new WireEvents(Topics.Catalog)
        .Add<DatasetRegistered>("dataset_registered", e => new Wire.DatasetRegistered
        {
            Dataset = e.Data.Dataset, Description = e.Data.Description, Tags = { e.Data.Tags.ToDictionary() },
        })
        .Add<DatasetVersionImported>("dataset_version_imported", e => new Wire.DatasetVersionImported
        {
            Dataset = e.Data.Dataset,
            Version = e.Data.Version,
            Digest = e.Data.Digest,
            Files = { e.Data.Files.Select(f => f.ToWire()) },
            RowCount = e.Data.RowCount,
            Columns = { e.Data.Columns.Select(c => new Wire.Column { Name = c.Name, Type = c.Type, Nullable = c.Nullable }) },
            DerivedFrom = { e.Data.DerivedFrom },
            Metadata = { e.Data.Metadata.ToDictionary() },
        });
}
