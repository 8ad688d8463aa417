using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts;
using MlOps.Contracts.Features.V1;
using MlOps.ServiceHost;
using V1 = MlOps.Contracts.Features.V1;

namespace MlOps.Features.Tests;

/// <summary>The limits of the RPCs about definitions: each method tries the largest and returns how many larger ones were refused.</summary>
internal sealed class DefinitionLimits(FeaturesSystem system)
{
    private const int MaxAnswer = 4 << 20;
    private static readonly string Dataset = Largest.Name("wide");
    private static readonly string[] Entities = [.. Enumerable.Range(0, Limits.EntitiesPerView).Select(i => Largest.Name($"entity-{i}-"))];
    private static readonly string View = Largest.Name("view-");
    private static readonly string OtherView = Largest.Name("view-other-");
    private static readonly string Service = Largest.Name("service-");

    private FeatureStore.FeatureStoreClient Ann => system.Ann;

    public async Task<int> CreateEntityAsync()
    {
        var largest = Entity(0);
        var created = await Ann.CreateEntityAsync(largest);
        foreach (var i in Enumerable.Range(1, Limits.EntitiesPerView - 1)) await Ann.CreateEntityAsync(Entity(i));

        (created.JoinKeys, created.Description, created.Tags).ShouldBe((largest.JoinKeys, largest.Description, largest.Tags));
        var wire = await system.System.ConsumeAsync<EntityCreated>(Topics.Features, m => m.Data.Entity == largest.Name);
        (wire.Data.JoinKeys, wire.Data.Tags).ShouldBe((largest.JoinKeys, largest.Tags));
        return await Largest.RefuseEachAsync(
            largest, r => Ann.CreateEntityAsync(r),
            ("name", r => r.Name += "x"), ("join_keys", r => r.JoinKeys.Add(new JoinKey { Name = "one_more", Type = V1.ValueType.Bool })),
            ("join_keys[0].name", r => r.JoinKeys[0].Name += "x"), ("description", r => r.Description += "x"),
            ("tags", r => r.Tags["x"] = "x"),
            ("tags", r => Largest.TooManyTags(r.Tags)), ("request_id", r => r.RequestId += "x"));
    }

    public async Task<int> GetEntityAsync()
    {
        var largest = new GetEntityRequest { Name = Entities[0] };
        (await Ann.GetEntityAsync(largest)).JoinKeys.Count.ShouldBe(Limits.JoinKeys);
        return await Largest.RefuseEachAsync(largest, r => Ann.GetEntityAsync(r), ("name", r => r.Name += "x"));
    }

    public async Task<int> UpdateEntityAsync()
    {
        var largest = new UpdateEntityRequest
        {
            Name = Entities[0], Description = Largest.Text(Limits.DescriptionLength), Tags = { Largest.Tags() },
            Reason = Largest.Text(Limits.ReasonLength), UpdateMask = FeaturesCalls.Mask("description", "tags"),
            RequestId = Largest.Text(128),
        };
        largest.Tags["000"] = "x";
        (await Ann.UpdateEntityAsync(largest)).Tags.ShouldBe(largest.Tags);
        (await system.System.ConsumeAsync<EntityUpdated>(Topics.Features, m => m.Data.Entity == largest.Name)).Reason
            .ShouldBe(largest.Reason);
        return await Largest.RefuseEachAsync(
            largest, r => Ann.UpdateEntityAsync(r),
            ("description", r => r.Description += "x"), ("reason", r => r.Reason += "x"), ("tags", r => Largest.TooManyTags(r.Tags)),
            ("update_mask", r => r.UpdateMask.Paths.Add("join_keys")), ("request_id", r => r.RequestId += "x"));
    }

    public async Task<int> CreateViewAsync()
    {
        await ImportAsync();
        // One is left for the update.
        var largest = ViewOf(View, Limits.FeaturesPerView - 1);
        var created = await Ann.CreateFeatureViewAsync(largest);
        await Ann.CreateFeatureViewAsync(ViewOf(OtherView, Limits.FeaturesPerView));

        (created.Features, created.Entities, created.Source).ShouldBe((largest.Features, largest.Entities, largest.Source));
        var wire = await system.System.ConsumeAsync<FeatureViewCreated>(Topics.Features, m => m.Data.FeatureView == OtherView);
        wire.Data.Features.Count.ShouldBe(Limits.FeaturesPerView);
        return await Largest.RefuseEachAsync(
            ViewOf(Largest.Name("refused"), Limits.FeaturesPerView), r => Ann.CreateFeatureViewAsync(r),
            ("name", r => r.Name += "x"), ("entities", r => r.Entities.Add("one-more")), ("features", r => r.Features.Add(Feature(1000))),
            ("features[0].name", r => r.Features[0].Name += "x"), ("features[0].column", r => r.Features[0].Column += "x"),
            ("source.event_timestamp", r => r.Source.EventTimestamp += " "),
            ("source.created_timestamp", r => r.Source.CreatedTimestamp = Largest.Text(Limits.ColumnLength + 1)),
            ("description", r => r.Description += "x"), ("tags", r => r.Tags["x"] = "x"), ("request_id", r => r.RequestId += "x"));
    }

    public async Task<int> GetViewAsync()
    {
        var largest = new GetFeatureViewRequest { Name = OtherView };
        var view = await Ann.GetFeatureViewAsync(largest);
        view.Features.Count.ShouldBe(Limits.FeaturesPerView);
        view.CalculateSize().ShouldBeInRange(1_000_000, MaxAnswer);
        return await Largest.RefuseEachAsync(largest, r => Ann.GetFeatureViewAsync(r), ("name", r => r.Name += "x"));
    }

    public async Task<int> UpdateViewAsync()
    {
        var largest = new UpdateFeatureViewRequest
        {
            Name = View, Features = { Enumerable.Range(0, Limits.FeaturesPerView).Select(Feature) },
            Reason = Largest.Text(Limits.ReasonLength),
            Description = Largest.Text(Limits.DescriptionLength), Tags = { Largest.Tags() }, SourceVersion = 1,
            RequestId = Largest.Text(128),
            UpdateMask = FeaturesCalls.Mask("description", "tags", "ttl", "features", "source_version"),
        };
        (await Ann.UpdateFeatureViewAsync(largest)).Features.ShouldBe(largest.Features);
        var wire = await system.System.ConsumeAsync<FeatureViewUpdated>(Topics.Features, m => m.Data.FeatureView == View);
        (wire.Data.Features, wire.Data.Source.Version).ShouldBe((largest.Features, 1));
        return await Largest.RefuseEachAsync(
            largest, r => Ann.UpdateFeatureViewAsync(r),
            ("features", r => r.Features.Add(Feature(1000))), ("description", r => r.Description += "x"), ("reason", r => r.Reason += "x"),
            ("tags", r => r.Tags["x"] = "x"), ("source_version", r => r.SourceVersion = -1), ("request_id", r => r.RequestId += "x"));
    }

    public async Task<int> CreateServiceAsync()
    {
        var largest = ServiceOf(Service);
        var created = await Ann.CreateFeatureServiceAsync(largest);

        created.Features.Count.ShouldBe(Limits.FeaturesPerService);
        created.CalculateSize().ShouldBeLessThan(MaxAnswer);
        var wire = await system.System.ConsumeAsync<FeatureServiceCreated>(Topics.Features, m => m.Data.FeatureService == Service);
        wire.Data.Features.ShouldBe(created.Features);
        return await Largest.RefuseEachAsync(
            largest, r => Ann.CreateFeatureServiceAsync(r),
            ("name", r => r.Name += "x"), ("features", r => r.Features.Add(r.Features[0])), ("description", r => r.Description += "x"),
            ("tags", r => r.Tags["x"] = "x"), ("request_id", r => r.RequestId += "x"));
    }

    public async Task<int> GetServiceAsync()
    {
        var largest = new GetFeatureServiceRequest { Name = Service };
        (await Ann.GetFeatureServiceAsync(largest)).Features.Count.ShouldBe(Limits.FeaturesPerService);
        return await Largest.RefuseEachAsync(largest, r => Ann.GetFeatureServiceAsync(r), ("name", r => r.Name += "x"));
    }

    public async Task<int> UpdateServiceAsync()
    {
        var largest = new UpdateFeatureServiceRequest
        {
            Name = Service, Description = Largest.Text(Limits.DescriptionLength - 1), Tags = { Largest.Tags() },
            Reason = Largest.Text(Limits.ReasonLength), UpdateMask = FeaturesCalls.Mask("description", "tags"),
            RequestId = Largest.Text(128),
        };
        (await Ann.UpdateFeatureServiceAsync(largest)).Description.ShouldBe(largest.Description);
        var wire = await system.System.ConsumeAsync<FeatureServiceUpdated>(Topics.Features, m => m.Data.FeatureService == Service);
        wire.Reason.ShouldBe(largest.Reason);
        return await Largest.RefuseEachAsync(
            largest, r => Ann.UpdateFeatureServiceAsync(r),
            ("description", r => r.Description += "xx"), ("reason", r => r.Reason += "x"), ("tags", r => Largest.TooManyTags(r.Tags)),
            ("update_mask", r => r.UpdateMask.Paths.Add("features")));
    }

    public async Task<int> ListEntitiesAsync()
    {
        for (var i = 8; i < 68; i++) await Ann.CreateEntityAsync(Entity(i));
        var largest = new ListEntitiesRequest { NamePrefix = new string('x', 128), Tags = { Largest.Tags() } };
        (await Ann.ListEntitiesAsync(largest)).Entities.ShouldBeEmpty();
        (await Ann.ListEntitiesAsync(new ListEntitiesRequest { NamePrefix = "entity-" })).CalculateSize()
            .ShouldBeInRange(MaxAnswer / 2, MaxAnswer);
        (await Pages.ReadAsync(1000, async (size, token) =>
        {
            var page = await Ann.ListEntitiesAsync(new ListEntitiesRequest { NamePrefix = "entity-", PageSize = size, PageToken = token });
            return (page.Entities.Select(entity => entity.Name), page.NextPageToken);
        })).Count.ShouldBe(68);
        return await Largest.RefuseEachAsync(
            largest, r => Ann.ListEntitiesAsync(r), ("name_prefix", r => r.NamePrefix += "x"), ("tags", r => r.Tags["x"] = "x"));
    }

    public async Task<int> ListViewsAsync()
    {
        for (var i = 0; i < 3; i++) await Ann.CreateFeatureViewAsync(ViewOf(Largest.Name($"view-{i}-"), Limits.FeaturesPerView));
        var first = await Ann.ListFeatureViewsAsync(new ListFeatureViewsRequest { NamePrefix = "view-" });
        first.CalculateSize().ShouldBeInRange(MaxAnswer / 2, MaxAnswer);
        (await Pages.ReadAsync(100, async (size, token) =>
        {
            var page = await Ann.ListFeatureViewsAsync(new ListFeatureViewsRequest
            {
                NamePrefix = "view-", PageSize = size, PageToken = token,
            });
            return (page.FeatureViews.Select(view => view.Name), page.NextPageToken);
        })).Count.ShouldBe(5);
        var largest = new ListFeatureViewsRequest
        {
            NamePrefix = new string('x', 128), Tags = { Largest.Tags() }, Entity = Entities[0], Dataset = Dataset,
        };
        (await Ann.ListFeatureViewsAsync(largest)).FeatureViews.ShouldBeEmpty();
        return await Largest.RefuseEachAsync(
            largest, r => Ann.ListFeatureViewsAsync(r),
            ("name_prefix", r => r.NamePrefix += "x"), ("tags", r => r.Tags["x"] = "x"), ("entity", r => r.Entity += "x"),
            ("dataset", r => r.Dataset += "x"));
    }

    public async Task<int> ListServicesAsync()
    {
        for (var i = 0; i < 8; i++) await Ann.CreateFeatureServiceAsync(ServiceOf(Largest.Name($"service-{i}-")));
        var first = await Ann.ListFeatureServicesAsync(new ListFeatureServicesRequest { NamePrefix = "service-" });
        first.CalculateSize().ShouldBeInRange(MaxAnswer / 2, MaxAnswer);
        (await Pages.ReadAsync(100, async (size, token) =>
        {
            var page = await Ann.ListFeatureServicesAsync(
                new ListFeatureServicesRequest { NamePrefix = "service-", FeatureView = View, PageSize = size, PageToken = token });
            return (page.FeatureServices.Select(service => service.Name), page.NextPageToken);
        })).Count.ShouldBe(9);
        return await Largest.RefuseEachAsync(
            new ListFeatureServicesRequest { NamePrefix = new string('x', 128), Tags = { Largest.Tags() }, FeatureView = View },
            r => Ann.ListFeatureServicesAsync(r),
            ("name_prefix", r => r.NamePrefix += "x"), ("tags", r => r.Tags["x"] = "x"), ("feature_view", r => r.FeatureView += "x"));
    }

    public async Task<int> ArchiveServiceAsync()
    {
        foreach (var i in Enumerable.Range(0, 8))
            await Ann.ArchiveFeatureServiceAsync(new ArchiveFeatureServiceRequest { Name = Largest.Name($"service-{i}-") });
        var largest = new ArchiveFeatureServiceRequest { Name = Service, Reason = Largest.Text(Limits.ReasonLength) };
        (await Ann.ArchiveFeatureServiceAsync(largest)).Archived.ShouldBeTrue();
        var wire = await system.System.ConsumeAsync<FeatureServiceArchived>(Topics.Features, m => m.Data.FeatureService == Service);
        wire.Reason.ShouldBe(largest.Reason);
        return await Largest.RefuseEachAsync(largest, r => Ann.ArchiveFeatureServiceAsync(r), ("reason", r => r.Reason += "x"));
    }

    public async Task<int> ArchiveViewAsync()
    {
        foreach (var name in Enumerable.Range(0, 3).Select(i => Largest.Name($"view-{i}-")).Append(OtherView))
            await Ann.ArchiveFeatureViewAsync(new ArchiveFeatureViewRequest { Name = name });
        var largest = new ArchiveFeatureViewRequest { Name = View, Reason = Largest.Text(Limits.ReasonLength) };
        (await Ann.ArchiveFeatureViewAsync(largest)).Archived.ShouldBeTrue();
        var wire = await system.System.ConsumeAsync<FeatureViewArchived>(Topics.Features, m => m.Data.FeatureView == View);
        wire.Reason.ShouldBe(largest.Reason);
        return await Largest.RefuseEachAsync(largest, r => Ann.ArchiveFeatureViewAsync(r), ("reason", r => r.Reason += "x"));
    }

    public async Task<int> ArchiveEntityAsync()
    {
        var largest = new ArchiveEntityRequest { Name = Entities[0], Reason = Largest.Text(Limits.ReasonLength) };
        (await Ann.ArchiveEntityAsync(largest)).Archived.ShouldBeTrue();
        var wire = await system.System.ConsumeAsync<EntityArchived>(Topics.Features, m => m.Data.Entity == Entities[0]);
        wire.Reason.ShouldBe(largest.Reason);
        return await Largest.RefuseEachAsync(largest, r => Ann.ArchiveEntityAsync(r), ("reason", r => r.Reason += "x"));
    }

    /// <summary>One row with all keys of all entities, a moment and the most features, whose names are the longest.</summary>
    private async Task ImportAsync()
    {
        var keys = Enumerable.Range(0, Limits.EntitiesPerView).SelectMany(i => Entity(i).JoinKeys.Select(key => key.Name)).ToList();
        var header = keys.Append("seen").Concat(Enumerable.Range(0, Limits.FeaturesPerView).Select(Largest.SourceColumn));
        var row = keys.Select(_ => "1").Append("2024-01-01").Concat(Enumerable.Repeat("1", Limits.FeaturesPerView));
        await system.ImportAsync(Dataset, $"{string.Join(",", header)}\n{string.Join(",", row)}\n");
    }

    private static CreateEntityRequest Entity(int number) => new()
    {
        Name = Largest.Name($"entity-{number}-"),
        JoinKeys =
        {
            Enumerable.Range(0, Limits.JoinKeys).Select(i => new JoinKey
            {
                Name = $"k{number}_{i:D2}".PadRight(128, 'k'), Type = V1.ValueType.Int64,
            }),
        },
        Description = Largest.Text(Limits.DescriptionLength), Tags = { Largest.Tags() }, RequestId = $"{number}".PadLeft(128, 'r'),
    };

    private static Feature Feature(int index) => new()
    {
        Name = Largest.Column(index), Type = V1.ValueType.Int64, Column = Largest.SourceColumn(index),
    };

    private static CreateFeatureViewRequest ViewOf(string name, int features) => new()
    {
        Name = name, Entities = { Entities }, Features = { Enumerable.Range(0, features).Select(Feature) },
        Source = new Source { Dataset = Dataset, EventTimestamp = "seen".PadRight(Limits.ExpressionLength), CreatedTimestamp = "seen" },
        Ttl = TimeSpan.FromDays(3_652_500).ToDuration(), Description = Largest.Text(Limits.DescriptionLength), Tags = { Largest.Tags() },
        RequestId = name,
    };

    private static CreateFeatureServiceRequest ServiceOf(string name) => new()
    {
        Name = name,
        Features =
        {
            from view in (string[])[View, OtherView]
            from i in Enumerable.Range(0, Limits.FeaturesPerView)
            select new FeatureReference { FeatureView = view, Feature = Largest.Column(i) },
        },
        Description = Largest.Text(Limits.DescriptionLength), Tags = { Largest.Tags() }, RequestId = name,
    };
}
