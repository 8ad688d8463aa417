using System.Collections.Immutable;
using MlOps.EventSourcing;
using MlOps.Features.Definitions;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Features.V1;

namespace MlOps.Features.FeatureServices;

/// <summary>Updates description and tags of a feature service. Features are immutable, because models were trained with them.</summary>
internal sealed class UpdateFeatureService(Mutations mutations)
{
    public async Task<FeatureService> HandleAsync(V1.UpdateFeatureServiceRequest request, CancellationToken cancellation)
    {
        new Faults()
            .Name(request.Name, "name")
            .Length(request.Reason, "reason", Limits.ReasonLength)
            .CheckText(request.Description, request.Tags)
            .CheckMask(request.UpdateMask, UpdateMask.Description, UpdateMask.Tags)
            .ThrowIfAny();
        var by = Caller.Current.Subject;
        var result = await mutations.ApplyAsync<FeatureService>(
            FeatureService.StreamOf(request.Name), request, (state, now) => Decide(state, request, by, now), cancellation);
        return result.State;
    }

    public static IEnumerable<object> Decide(FeatureService? state, V1.UpdateFeatureServiceRequest request, string by, DateTimeOffset now)
    {
        var service = FeatureService.Existing(state, request.Name).Open();
        var description = request.UpdateMask.Has(UpdateMask.Description) ? request.Description : service.Description;
        var tags = request.UpdateMask.Has(UpdateMask.Tags) ? request.Tags.ToImmutableSortedDictionary() : service.Tags;
        return description == service.Description && tags.SequenceEqual(service.Tags)
            ? []
            : [new FeatureServiceUpdated(service.Name, description, tags, by, now)];
    }
}
