using Grpc.Core;
using MlOps.Contracts.Features.V1;
using MlOps.ServiceHost;

namespace MlOps.Features.Tests;

public sealed class ListTests(FeaturesSystem system) : IClassFixture<FeaturesSystem>
{
    private FeatureStore.FeatureStoreClient Ann => system.Ann;

    [Fact]
    public async Task definitions_are_found_by_prefix_tags_and_what_they_need_and_without_archived_ones()
    {
        foreach (var name in (string[])["list-a", "list-b"]) await FeaturesCalls.DefineAsync(system, name);
        var tags = new Dictionary<string, string> { ["team"] = "sales" };
        await Ann.UpdateEntityAsync(new UpdateEntityRequest { Name = "list-a", Tags = { tags }, UpdateMask = FeaturesCalls.Mask("tags") });
        await Ann.ArchiveEntityAsync(new ArchiveEntityRequest { Name = "list-a-free" });
        await Ann.ArchiveFeatureServiceAsync(new ArchiveFeatureServiceRequest { Name = "list-b" });

        (await EntitiesAsync(new ListEntitiesRequest())).ShouldBe(["list-a", "list-b", "list-b-free"]);
        (await EntitiesAsync(new ListEntitiesRequest { ShowArchived = true, Descending = true }))
            .ShouldBe(["list-b-free", "list-b", "list-a-free", "list-a"]);
        (await EntitiesAsync(new ListEntitiesRequest { Tags = { tags } })).ShouldBe(["list-a"]);
        (await ViewsAsync(new ListFeatureViewsRequest())).ShouldBe(["list-a", "list-a-free", "list-b", "list-b-free"]);
        (await ViewsAsync(new ListFeatureViewsRequest { Entity = "list-b" })).ShouldBe(["list-b", "list-b-free"]);
        (await ViewsAsync(new ListFeatureViewsRequest { Dataset = "list-a", Descending = true })).ShouldBe(["list-a-free", "list-a"]);
        (await ViewsAsync(new ListFeatureViewsRequest { Entity = "list" })).ShouldBeEmpty();
        (await ServicesAsync(new ListFeatureServicesRequest())).ShouldBe(["list-a"]);
        (await ServicesAsync(new ListFeatureServicesRequest { FeatureView = "list-b", ShowArchived = true })).ShouldBe(["list-b"]);

        async Task<IEnumerable<string>> EntitiesAsync(ListEntitiesRequest request)
        {
            request.NamePrefix = "list-";
            return (await Ann.ListEntitiesAsync(request)).Entities.Select(entity => entity.Name);
        }

        async Task<IEnumerable<string>> ViewsAsync(ListFeatureViewsRequest request)
        {
            request.NamePrefix = "list-";
            return (await Ann.ListFeatureViewsAsync(request)).FeatureViews.Select(view => view.Name);
        }

        async Task<IEnumerable<string>> ServicesAsync(ListFeatureServicesRequest request)
        {
            request.NamePrefix = "list-";
            return (await Ann.ListFeatureServicesAsync(request)).FeatureServices.Select(service => service.Name);
        }
    }

    [Fact]
    public async Task a_list_is_one_statement_however_long_it_is_and_goes_on_page_by_page()
    {
        using var queries = new QueryCount();
        foreach (var name in (string[])["count-a", "count-b"]) await FeaturesCalls.DefineAsync(system, name);

        foreach (var size in (int[])[1, 100])
        {
            (await queries.OfAsync(() => Ann.ListEntitiesAsync(new ListEntitiesRequest { PageSize = size }).ResponseAsync)).ShouldBe(1);
            (await queries.OfAsync(() => Ann.ListFeatureViewsAsync(new ListFeatureViewsRequest { PageSize = size }).ResponseAsync))
                .ShouldBe(1);
            (await queries.OfAsync(() => Ann.ListFeatureServicesAsync(new ListFeatureServicesRequest { PageSize = size }).ResponseAsync))
                .ShouldBe(1);
        }

        var views = await Pages.ReadAsync(1, async (size, token) =>
        {
            var page = await Ann.ListFeatureViewsAsync(
                new ListFeatureViewsRequest { NamePrefix = "count-", PageSize = size, PageToken = token });
            return (page.FeatureViews.Select(view => view.Name), page.NextPageToken);
        });
        views.ShouldBe(["count-a", "count-a-free", "count-b", "count-b-free"]);
    }

    [Fact]
    public async Task a_lookup_sees_the_features_and_the_age_limit_that_a_view_gets()
    {
        await FeaturesCalls.DefineAsync(system, "grown");
        await system.MaterializeAsync(new MaterializeRequest { FeatureView = "grown" });
        (await system.LookupAsync("grown", "key", 1)).Results[0].Statuses.ShouldBe([FieldStatus.Present]);
        var mask = FeaturesCalls.Mask("features", "ttl");
        var update = new UpdateFeatureViewRequest
        {
            Name = "grown", Features = { FeaturesCalls.Feature("amount"), FeaturesCalls.Feature("total") }, UpdateMask = mask,
        };
        await Ann.UpdateFeatureViewAsync(update);
        await system.ServiceAsync("grown-v2", new FeatureReference { FeatureView = "grown" });

        (await system.LookupAsync("grown-v2", "key", 1)).Results.Select(r => r.Statuses[0])
            .ShouldBe([FieldStatus.Present, FieldStatus.NotFound]);
        await system.MaterializeAsync(new MaterializeRequest { FeatureView = "grown", StartTime = new() });
        var both = await system.LookupAsync("grown-v2", "key", 1);
        both.Results.Select(r => r.Values[0].DoubleValue).ShouldBe([10, 11]);
        update.Ttl = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromDays(1));
        await Ann.UpdateFeatureViewAsync(update);
        await MlOps.Testing.Eventually.HoldsAsync(async () =>
            (await system.LookupAsync("grown", "key", 1)).Results[0].Statuses[0] == FieldStatus.OutsideMaxAge);
    }

    [Fact]
    public async Task a_view_keeps_the_features_that_it_has()
    {
        await FeaturesCalls.DefineAsync(system, "kept");
        var request = new UpdateFeatureViewRequest { Name = "kept", UpdateMask = FeaturesCalls.Mask("features") };
        Feature[][] wrong =
        [
            [FeaturesCalls.Feature("total")], [FeaturesCalls.Feature("total"), FeaturesCalls.Feature("amount")],
            [new Feature { Name = "amount", Type = MlOps.Contracts.Features.V1.ValueType.Int64 }],
            [new Feature { Name = "amount", Type = MlOps.Contracts.Features.V1.ValueType.Double, Column = "total" }],
        ];
        foreach (var features in wrong)
        {
            var refused = await Refused.WithAsync(StatusCode.FailedPrecondition, () =>
                Ann.UpdateFeatureViewAsync(new UpdateFeatureViewRequest(request) { Features = { features } }).ResponseAsync);
            refused.Rule().Type.ShouldBe("features-only-added");
        }

        var missing = new UpdateFeatureViewRequest(request)
        {
            Features = { FeaturesCalls.Feature("amount"), FeaturesCalls.Feature("nothing") },
        };
        (await Refused.WithAsync(StatusCode.InvalidArgument, () => Ann.UpdateFeatureViewAsync(missing).ResponseAsync)).Fields()
            .ShouldBe(["features[1]"]);
        (await Ann.GetFeatureViewAsync(new GetFeatureViewRequest { Name = "kept" })).Revision.ShouldBe(1);
    }
}
