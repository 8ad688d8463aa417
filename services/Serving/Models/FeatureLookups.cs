using Grpc.Core;
using MlOps.Contracts.Features.V1;
using MlOps.Runtime;
using MlOps.Serving.Inference;

namespace MlOps.Serving.Models;

/// <summary>Resolves feature services once, when a model is loaded, and looks features up for each request that sends keys.</summary>
internal sealed class FeatureLookups(FeatureStore.FeatureStoreClient features)
{
    public async Task<FeatureLookup> ResolveAsync(string featureService, ModelSignature signature, CancellationToken cancellation)
    {
        var service = await features.GetFeatureServiceAsync(new GetFeatureServiceRequest { Name = featureService }, cancellationToken: cancellation);
        var keys = new Dictionary<string, JoinKey>();
        foreach (var viewName in service.Features.Select(reference => reference.FeatureView).Distinct())
        {
            var view = await features.GetFeatureViewAsync(new GetFeatureViewRequest { Name = viewName }, cancellationToken: cancellation);
            foreach (var entityName in view.Entities)
            {
                var entity = await features.GetEntityAsync(new GetEntityRequest { Name = entityName }, cancellationToken: cancellation);
                foreach (var key in entity.JoinKeys) keys[key.Name] = key;
            }
        }
        var columns = signature.ColumnNames.Select((name, column) => (name, column)).ToDictionary(entry => entry.name, entry => entry.column);
        return new FeatureLookup(featureService, [.. keys.Values], columns);
    }

    /// <summary>Fills the columns that the request did not send; a key that the store does not know is the request's fault.</summary>
    public async Task FillAsync(
        ServedModel served, FeatureLookup lookup, IReadOnlyDictionary<string, Tensor> keys, int rows, float[] matrix, bool[] sent, CancellationToken cancellation)
    {
        var request = new GetOnlineFeaturesRequest { FeatureService = lookup.FeatureService };
        foreach (var key in lookup.JoinKeys) request.Entities[key.Name] = EntityKeys.Values(keys[key.Name], key, rows);
        GetOnlineFeaturesResponse found;
        try
        {
            found = await features.GetOnlineFeaturesAsync(request, cancellationToken: cancellation);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            throw new InferenceException(InferenceFault.Unavailable, $"the features cannot be looked up: {e.Status.Detail}");
        }

        var width = served.Signature.InputWidth;
        for (var feature = 0; feature < found.FeatureNames.Count; feature++)
        {
            if (!lookup.Columns.TryGetValue(found.FeatureNames[feature], out var column) || sent[column]) continue;
            var vector = found.Results[feature];
            for (var row = 0; row < rows; row++)
            {
                if (vector.Statuses[row] == FieldStatus.NotFound)
                    throw new InferenceException(InferenceFault.Invalid, $"the online store has no features for {EntityKeys.Describe(lookup.JoinKeys, keys, row)}");
                matrix[row * width + column] = vector.Statuses[row] == FieldStatus.Present ? EntityKeys.ToFloat(vector.Values[row]) : float.NaN;
            }
            sent[column] = true;
        }
    }
}
