using Grpc.Core;
using MlOps.Contracts.Features.V1;

namespace MlOps.Serving.Models;

/// <summary>Resolves feature services to their keys: once, when a deployment is created and when its model is loaded.</summary>
internal sealed class FeatureServices(FeatureStore.FeatureStoreClient features)
{
    /// <exception cref="RpcException">There is no such feature service, or the feature store does not answer.</exception>
    public async Task<FeatureLookup> ResolveAsync(string name, CancellationToken cancellation)
    {
        var service = await features.GetFeatureServiceAsync(new GetFeatureServiceRequest { Name = name }, cancellationToken: cancellation);
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
        return new FeatureLookup(name, [.. keys.Values]);
    }
}
