using MlOps.Contracts.Features.V1;

namespace MlOps.Serving.Models;

/// <summary>How the features of a deployment are looked up: in which feature service, by which keys.</summary>
internal sealed record FeatureLookup(string FeatureService, IReadOnlyList<JoinKey> JoinKeys)
{
    public bool Takes(string key) => JoinKeys.Any(join => join.Name == key);
}
