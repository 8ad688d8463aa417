using MlOps.Contracts.Catalog.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Catalog.Datasets;

/// <summary>Archives a dataset: no new versions; existing versions stay readable.</summary>
internal sealed class ArchiveDataset(Mutations mutations)
{
    public async Task<Dataset> HandleAsync(ArchiveDatasetRequest request, CancellationToken cancellation)
    {
        new Faults().Name(request.Name, "name").Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        var by = Caller.Current.Subject;
        var result = await mutations.ApplyAsync<Dataset>(
            Dataset.StreamOf(request.Name), request, (state, now) => Decide(state, request, by, now), cancellation);
        return result.State;
    }

    public static IEnumerable<object> Decide(Dataset? state, ArchiveDatasetRequest request, string by, DateTimeOffset now) =>
        Dataset.Existing(state, request.Name).Archived ? [] : [new DatasetArchived(request.Name, by, now)];
}
