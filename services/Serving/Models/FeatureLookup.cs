using MlOps.Contracts.Features.V1;

namespace MlOps.Serving.Models;

/// <summary>How the features of a deployment are looked up: by which keys, and which feature fills which column.</summary>
/// <param name="Columns">For each feature of the service its column in the model's row; -1 = the model does not take it.</param>
internal sealed record FeatureLookup(string FeatureService, IReadOnlyList<JoinKey> JoinKeys, IReadOnlyDictionary<string, int> Columns);
