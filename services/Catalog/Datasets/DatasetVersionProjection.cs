using JasperFx.Events;
using Marten.Events.Projections;

namespace MlOps.Catalog.Datasets;

/// <summary>Projects each version of a dataset to a document.</summary>
public sealed class DatasetVersionProjection : MultiStreamProjection<DatasetVersionDetails, string>
{
    public DatasetVersionProjection() =>
        Identity<DatasetVersionImported>(e => DatasetVersionDetails.IdOf(e.Dataset, e.Version));

    /// <inheritdoc />
    public override DatasetVersionDetails? Evolve(DatasetVersionDetails? snapshot, string id, IEvent e) =>
        e.Data is DatasetVersionImported made ? DatasetVersionDetails.Of(made) : snapshot;
}
