using MlOps.Contracts.Features.V1;
using Xunit.Abstractions;

namespace MlOps.Features.Tests;

/// <summary>The largest legal request of every RPC goes the whole way, and the next larger is refused with the limit's name.</summary>
public sealed class LimitTests(FeaturesSystem system, ITestOutputHelper output) : IClassFixture<FeaturesSystem>
{
    [Fact]
    public async Task the_largest_legal_request_of_every_rpc_goes_through_and_the_next_larger_is_refused()
    {
        var definitions = new DefinitionLimits(system);
        var values = new ValueLimits(system);
        // In this order, since each builds on what those before it have made.
        (string Rpc, Func<Task<int>> Try)[] rpcs =
        [
            ("CreateEntity", definitions.CreateEntityAsync), ("GetEntity", definitions.GetEntityAsync),
            ("UpdateEntity", definitions.UpdateEntityAsync), ("CreateFeatureView", definitions.CreateViewAsync),
            ("GetFeatureView", definitions.GetViewAsync), ("UpdateFeatureView", definitions.UpdateViewAsync),
            ("CreateFeatureService", definitions.CreateServiceAsync), ("GetFeatureService", definitions.GetServiceAsync),
            ("UpdateFeatureService", definitions.UpdateServiceAsync), ("ListEntities", definitions.ListEntitiesAsync),
            ("ListFeatureViews", definitions.ListViewsAsync), ("ListFeatureServices", definitions.ListServicesAsync),
            ("CreateTrainingSet", values.CreateTrainingSetAsync), ("Materialize", values.MaterializeAsync),
            ("GetOnlineFeatures", values.LookupAsync), ("ArchiveFeatureService", definitions.ArchiveServiceAsync),
            ("ArchiveFeatureView", definitions.ArchiveViewAsync), ("ArchiveEntity", definitions.ArchiveEntityAsync),
        ];
        rpcs.Select(rpc => rpc.Rpc).ShouldBe(FeatureStore.Descriptor.Methods.Select(method => method.Name), ignoreOrder: true);

        foreach (var (rpc, tried) in rpcs) output.WriteLine($"{rpc}: {await tried()} limits");
    }
}
