using MlOps.Catalog.Datasets;
using MlOps.Contracts;
using MlOps.EventSourcing.Publishing;
using MlOps.Operations;
using V1 = MlOps.Contracts.Catalog.V1;

namespace MlOps.Catalog.Kafka;

/// <summary>What the catalog tells the others: stored event → wire event on <see cref="Topics.Catalog"/>, by stream.</summary>
internal static class Publishes
{
    public static WireEvents Table { get; } = new WireEvents(Topics.Catalog)
        .Add<DatasetRegistered>("dataset_registered", e => new V1.DatasetRegistered
        {
            Dataset = e.Data.Dataset, Description = e.Data.Description, Tags = { e.Data.Tags },
        })
        .Add<DatasetUpdated>("dataset_updated", e => new V1.DatasetUpdated
        {
            Dataset = e.Data.Dataset, Description = e.Data.Description, Tags = { e.Data.Tags },
        })
        .Add<DatasetArchived>("dataset_archived", e => new V1.DatasetArchived { Dataset = e.Data.Dataset })
        .Add<DatasetVersionImported>("dataset_version_imported", e => new V1.DatasetVersionImported
        {
            Dataset = e.Data.Dataset,
            Version = e.Data.Version,
            Digest = e.Data.Digest,
            FileCount = e.Data.FileCount,
            SizeBytes = e.Data.SizeBytes,
            Format = e.Data.Format,
            RowCount = e.Data.RowCount,
            ColumnCount = e.Data.ColumnCount,
            ProfileDigest = e.Data.Profile,
            DerivedFrom = { e.Data.DerivedFrom },
            Metadata = { e.Data.Metadata },
        })
        .AddOperations();
}
