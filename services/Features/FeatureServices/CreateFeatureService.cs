using MlOps.Contracts.Features.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Features.FeatureServices;

/// <summary>Names the features that a model uses.</summary>
internal sealed class CreateFeatureService(Mutations mutations, Definitions definitions)
{
    public async Task<FeatureService> HandleAsync(CreateFeatureServiceRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        new Faults()
            .Name(request.Name, "name")
            .Length(request.Description, "description", Limits.DescriptionLength)
            .Require(request.Features.Count is > 0 and <= Limits.FeaturesPerService, "features", $"must be 1 to {Limits.FeaturesPerService}")
            .ThrowIfAny();
        var views = await definitions.FindViewsAsync(request.Features.Select(f => f.FeatureView), cancellation);
        var features = Selection.Of([.. request.Features.Select(f => (f.FeatureView, f.Feature))], views, "features");
        var by = Caller.Current.Subject;
        var result = await mutations.ApplyAsync<FeatureService>(
            FeatureService.StreamOf(request.Name), request, (state, now) => Decide(state, request, features, by, now), cancellation);
        return result.State;
    }

    public static IEnumerable<object> Decide(
        FeatureService? state, CreateFeatureServiceRequest request, IReadOnlyList<SelectedFeature> features, string by, DateTimeOffset now) =>
        state is null
            ? [new FeatureServiceCreated(request.Name, features, request.Description, by, now)]
            : throw new AlreadyExistsException("feature service", request.Name);
}
