using Grpc.Core;
using MlOps.Contracts.Features.V1;
using MlOps.Serving.Inference;

namespace MlOps.Serving.Models;

/// <summary>Resolves feature services once, when a model is loaded, and looks features up for each request that sends keys.</summary>
internal sealed class FeatureLookups(FeatureStore.FeatureStoreClient features)
{
    /// <exception cref="RpcException">There is no such feature service, or the feature store does not answer.</exception>
    public async Task<FeatureLookup> ResolveAsync(string featureService, CancellationToken cancellation)
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
        return new FeatureLookup(featureService, [.. keys.Values]);
    }

    /// <summary>Fills the columns that the request did not send; a key that the store does not know is the request's fault.</summary>
    public async Task FillAsync(ServedModel served, FeatureLookup lookup, InputMatrix matrix, CancellationToken cancellation)
    {
        var request = new GetOnlineFeaturesRequest { FeatureService = lookup.FeatureService };
        foreach (var key in lookup.JoinKeys) request.Entities[key.Name] = EntityKeys.Values(matrix.Keys[key.Name], key, matrix.Rows);
        var found = await AskAsync(request, cancellation);
        var width = served.Signature.InputWidth;
        for (var feature = 0; feature < found.FeatureNames.Count; feature++)
        {
            var name = found.FeatureNames[feature];
            if (!served.ColumnOf.TryGetValue(name, out var column) || matrix.Sent[column]) continue;
            var vector = found.Results[feature];
            for (var row = 0; row < matrix.Rows; row++)
            {
                if (vector.Statuses[row] == FieldStatus.NotFound)
                    throw InferenceException.Invalid($"the online store has no features for {EntityKeys.Describe(lookup.JoinKeys, matrix.Keys, row)}");
                matrix.Values[(row * width) + column] = vector.Statuses[row] == FieldStatus.Present ? EntityKeys.ToFloat(name, vector.Values[row]) : float.NaN;
            }
            matrix.Sent[column] = true;
        }
    }

    private async Task<GetOnlineFeaturesResponse> AskAsync(GetOnlineFeaturesRequest request, CancellationToken cancellation)
    {
        try
        {
            return await features.GetOnlineFeaturesAsync(request, cancellationToken: cancellation);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument)
        {
            throw InferenceException.Invalid($"the features cannot be looked up: {e.Status.Detail}");
        }
        catch (RpcException e) when (!cancellation.IsCancellationRequested)
        {
            throw new InferenceException(InferenceFault.Unavailable, $"the features cannot be looked up: {e.Status.Detail}");
        }
    }
}
