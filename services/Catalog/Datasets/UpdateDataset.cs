using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Catalog.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Catalog.Datasets;

/// <summary>Updates description and tags of a dataset.</summary>
internal sealed class UpdateDataset(Mutations mutations)
{
    private const string Description = "description";
    private const string Tags = "tags";

    public async Task<Dataset> HandleAsync(UpdateDatasetRequest request, CancellationToken cancellation)
    {
        Validate(request);
        var by = Caller.Current.Subject;
        var result = await mutations.ApplyAsync<Dataset>(
            Dataset.StreamOf(request.Name), request, (state, now) => Decide(state, request, by, now), cancellation);
        return result.State;
    }

    public static IEnumerable<object> Decide(Dataset? state, UpdateDatasetRequest request, string by, DateTimeOffset now)
    {
        var dataset = Dataset.Existing(state, request.Name).Open();
        var description = request.UpdateMask.Paths.Contains(Description) ? request.Description : dataset.Description;
        var tags = request.UpdateMask.Paths.Contains(Tags) ? request.Tags.ToImmutableSortedDictionary() : dataset.Tags;
        return description == dataset.Description && tags.SequenceEqual(dataset.Tags)
            ? []
            : [new DatasetUpdated(dataset.Name, description, tags, by, now)];
    }

    private static void Validate(UpdateDatasetRequest request) => new Faults()
        .Name(request.Name, "name")
        .Length(request.Description, Description, Limits.DescriptionLength)
        .Length(request.Reason, "reason", Limits.ReasonLength)
        .CheckLabels(request.Tags, Tags)
        .Require(request.UpdateMask is { Paths.Count: > 0 }, "update_mask", "must name the fields to change")
        .Require(IsKnown(request.UpdateMask), "update_mask", $"may name {Description} and {Tags}")
        .ThrowIfAny();

    private static bool IsKnown(FieldMask? mask) => mask?.Paths.All(path => path is Description or Tags) != false;
}
