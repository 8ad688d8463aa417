using System.Collections.Immutable;
using MlOps.EventSourcing;
using MlOps.Features.Definitions;
using MlOps.Features.Views;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Features.V1;

namespace MlOps.Features.FeatureServices;

/// <summary>Creates a feature service: the features that a model uses.</summary>
internal sealed class CreateFeatureService(Mutations mutations, DefinitionLock definitions, FeatureViewQueries views)
{
    public async Task<FeatureService> HandleAsync(V1.CreateFeatureServiceRequest request, CancellationToken cancellation)
    {
        const int max = Limits.FeaturesPerService;
        new Faults()
            .Name(request.Name, "name")
            .CheckText(request.Description, request.Tags)
            .Require(request.Features.Count is > 0 and <= max, "features", $"must be 1 to {max}")
            .ThrowIfAny();
        if (await mutations.RepeatedAsync<FeatureService>(request, cancellation) is { } repeated) return repeated.State;
        var by = Caller.Current.Subject;
        await using var shared = await definitions.ShareAsync(cancellation);
        var used = await views.FindAsync(request.Features.Select(f => f.FeatureView), cancellation);
        var features = Selection.Of([.. request.Features.Select(f => (f.FeatureView, f.Feature))], used, "features");
        foreach (var view in used.Values) view.Open();
        var result = await mutations.ApplyAsync<FeatureService>(
            FeatureService.StreamOf(request.Name), request, (state, now) => Decide(state, request, features, by, now), cancellation);
        return result.State;
    }

    public static IEnumerable<object> Decide(
        FeatureService? state, V1.CreateFeatureServiceRequest request, IReadOnlyList<SelectedFeature> features, string by,
        DateTimeOffset now) =>
        state is null
            ? [new FeatureServiceCreated(request.Name, features, request.Description, request.Tags.ToImmutableSortedDictionary(), by, now)]
            : throw new AlreadyExistsException("feature service", request.Name);
}
