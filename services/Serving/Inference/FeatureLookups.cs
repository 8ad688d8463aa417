using Grpc.Core;
using MlOps.Contracts.Features.V1;
using MlOps.ServiceDefaults.Identity;
using MlOps.Serving.Models;

namespace MlOps.Serving.Inference;

/// <summary>Looks features up for each request that sends keys.</summary>
internal sealed class FeatureLookups(FeatureStore.FeatureStoreClient features, ServiceIdentity identity)
{
    /// <summary>Fills the columns that the request did not send; a key that the store does not know is refused.</summary>
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
                {
                    throw InferenceException.Invalid(
                        $"the online store has no features for {EntityKeys.Describe(lookup.JoinKeys, matrix.Keys, row)}");
                }
                var present = vector.Statuses[row] == FieldStatus.Present;
                matrix.Values[(row * width) + column] = present ? EntityKeys.ToFloat(name, vector.Values[row]) : float.NaN;
            }
            matrix.Sent[column] = true;
        }
    }

    private async Task<GetOnlineFeaturesResponse> AskAsync(GetOnlineFeaturesRequest request, CancellationToken cancellation)
    {
        // On Serving's own account: who may ask for a prediction need not see the features that it is made from.
        var caller = Caller.Current;
        using var acting = identity.Act(caller.CorrelationId, caller.CausationId, caller.Workspace);
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
