using System.Collections.Immutable;
using MlOps.Contracts.Catalog.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Catalog.Datasets;

/// <summary>Registers a dataset.</summary>
internal sealed class RegisterDataset(Mutations mutations)
{
    public async Task<Dataset> HandleAsync(RegisterDatasetRequest request, CancellationToken cancellation)
    {
        Validate(request);
        var by = Caller.Current.Subject;
        var result = await mutations.ApplyAsync<Dataset>(
            Dataset.StreamOf(request.Name), request, (state, now) => Decide(state, request, by, now), cancellation);
        return result.State;
    }

    public static IEnumerable<object> Decide(Dataset? state, RegisterDatasetRequest request, string by, DateTimeOffset now) =>
        state is null
            ? [new DatasetRegistered(request.Name, request.Description, request.Tags.ToImmutableSortedDictionary(), by, now)]
            : throw new AlreadyExistsException("dataset", request.Name);

    private static void Validate(RegisterDatasetRequest request) => new Faults()
        .Name(request.Name, "name")
        .Length(request.Description, "description", Limits.DescriptionLength)
        .CheckLabels(request.Tags, "tags")
        .ThrowIfAny();
}
