using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Features.V1;
using Feature = MlOps.Contracts.Features.V1.Feature;
using V1 = MlOps.Contracts.Features.V1;
using Value = MlOps.Contracts.Features.V1.Value;

namespace MlOps.Features.Tests;

/// <summary>The limits of training sets, materialization and lookups.</summary>
internal sealed class ValueLimits(FeaturesSystem system)
{
    private const int MaxAnswer = 4 << 20;
    private const int Labels = Limits.TrainingSetColumns - Limits.FeaturesPerService - 2;

    private FeatureStore.FeatureStoreClient Ann => system.Ann;

    public async Task<int> CreateTrainingSetAsync()
    {
        await DefineAsync();
        var largest = new CreateTrainingSetRequest
        {
            Dataset = Largest.Name("set"), FeatureService = Largest.Name("values"), Reason = Largest.Text(Limits.ReasonLength),
            RequestId = Largest.Text(128),
            Spine = new Spine
            {
                Dataset = Largest.Name("values"), EventTimestamp = "seen".PadRight(Limits.ExpressionLength),
                Labels = { Enumerable.Range(0, Labels).Select(Label) },
            },
        };
        var made = await system.TrainingSetAsync(largest);

        (made.Features.Count, made.Labels.Count, made.RowCount).ShouldBe((Limits.FeaturesPerService, Labels, 1));
        made.CalculateSize().ShouldBeLessThan(MaxAnswer);
        var wire = await system.System.ConsumeAsync<TrainingSetCreated>(Topics.Features, m => m.Data.Dataset == largest.Dataset);
        (wire.Data.Features, wire.Reason).ShouldBe((made.Features, largest.Reason));
        var version = await system.Catalog.GetDatasetVersionAsync(new GetDatasetVersionRequest { Dataset = largest.Dataset });
        version.Columns.Count.ShouldBe(Limits.TrainingSetColumns);
        return await Largest.RefuseEachAsync(
            largest, r => Ann.CreateTrainingSetAsync(r),
            ("dataset", r => r.Dataset += "x"), ("reason", r => r.Reason += "x"), ("request_id", r => r.RequestId += "x"),
            ("spine.event_timestamp", r => r.Spine.EventTimestamp += " "), ("spine.labels[0]", r => r.Spine.Labels[0] += "x"),
            ("spine.labels", r => Again(r).Spine.Labels.Add(Label(Labels))),
            ("spine.labels", r => r.Spine.Labels.Add(Enumerable.Repeat("x", Limits.SpineLabels))));

        CreateTrainingSetRequest Again(CreateTrainingSetRequest request)
        {
            request.RequestId = "one more label";
            return request;
        }
    }

    public async Task<int> MaterializeAsync()
    {
        var largest = new MaterializeRequest
        {
            FeatureView = Largest.Name("values-0-"), StartTime = DateTimeOffset.MinValue.ToTimestamp(),
            EndTime = DateTimeOffset.MaxValue.ToTimestamp(),
            Reason = Largest.Text(Limits.ReasonLength), RequestId = Largest.Text(128),
        };
        (await system.MaterializeAsync(largest)).KeysWritten.ShouldBe(1);
        await system.MaterializeAsync(new MaterializeRequest(largest) { FeatureView = Largest.Name("values-1-"), RequestId = "" });
        var wire = await system.System.ConsumeAsync<FeatureViewMaterialized>(
            Topics.Features, m => m.Data.FeatureView == largest.FeatureView);
        (wire.Data.KeysWritten, wire.Reason).ShouldBe((1, largest.Reason));

        // Around its 900,000 and 1,000,000 characters a row has some bytes of keys and tags.
        await TextsAsync("texts", "text",
            string.Concat(Enumerable.Range(0, 5).Select(i => $"{i},2024-01-01,{new string('x', 900_000)}\n")));
        (await system.MaterializeAsync(new MaterializeRequest { FeatureView = "texts" })).KeysWritten.ShouldBe(5);
        await TextsAsync("long", "long", $"1,2024-01-01,{new string('x', Limits.BytesPerKey)}\n");
        (await Largest.LimitAsync(() => system.MaterializeAsync(new MaterializeRequest { FeatureView = "long" })))
            .ShouldBe("bytes per key");
        await TextsAsync("keys", "keys", $"1,2024-01-01,{new string('x', Limits.KeyBytes)}\n", textIsKey: true);
        (await Largest.LimitAsync(() => system.MaterializeAsync(new MaterializeRequest { FeatureView = "keys" })))
            .ShouldBe("bytes of join keys");
        return 2 + await Largest.RefuseEachAsync(
            largest, r => Ann.MaterializeAsync(r), ("reason", r => r.Reason += "x"), ("request_id", r => r.RequestId += "x"),
                ("feature_view", r => r.FeatureView += "x"));
    }

    public async Task<int> LookupAsync()
    {
        const int rows = Limits.OnlineValues / Limits.FeaturesPerService;
        var whole = Lookup(rows);
        whole.FeatureService = Largest.Name("values");
        var all = await Ann.GetOnlineFeaturesAsync(whole);
        (all.FeatureNames.Count, all.Results[^1].Values.Count).ShouldBe((Limits.FeaturesPerService, rows));
        all.Results.SelectMany(result => result.Statuses).ShouldAllBe(status => status == FieldStatus.Present);
        all.CalculateSize().ShouldBeInRange(MaxAnswer / 2, MaxAnswer);
        var most = Lookup(Limits.OnlineRows);
        most.Features = new FeatureList { Names = { Enumerable.Range(0, 100).Select(i => $"{Largest.Name("values-0-")}:{Name(i)}") } };
        (await Ann.GetOnlineFeaturesAsync(most)).Results.Count.ShouldBe(100);

        (await TextsAsync(4)).Results[0].Statuses.ShouldAllBe(status => status == FieldStatus.Present);
        (await Largest.LimitAsync(() => TextsAsync(5))).ShouldBe("bytes of an answer");
        (await Largest.LimitAsync(() => TextsAsync(80))).ShouldBe("bytes of a lookup");
        return 2 + await Largest.RefuseEachAsync(
            most, r => Ann.GetOnlineFeaturesAsync(r),
            ("entities[key]", r => r.Entities["key"].Values.Add(new Value())),
            ("entities[key]", r => r.Features.Names.Add($"{Largest.Name("values-0-")}:{Name(100)}")),
            ("features.names", r => r.Features.Names.Add(Enumerable.Repeat("a:b", Limits.FeaturesPerService))));

        async Task<GetOnlineFeaturesResponse> TextsAsync(int count)
        {
            var request = new GetOnlineFeaturesRequest { Features = new FeatureList { Names = { "texts:text" } } };
            request.Entities["key"] = new ValueList { Values = { Enumerable.Range(0, count).Select(
                i => new Value { Int64Value = i % 5 }) } };
            return await Ann.GetOnlineFeaturesAsync(request);
        }
    }

    /// <summary>Two views of one key with the most features of one name, and a service with all of them.</summary>
    private async Task DefineAsync()
    {
        var name = Largest.Name("values");
        var header = new[] { "key", "seen" }.Concat(Enumerable.Range(0, Limits.FeaturesPerView).Select(Name)).Concat(
            Enumerable.Range(0, Labels + 1).Select(Label));
        var row = new[] { "1", "2024-01-01" }.Concat(Enumerable.Repeat("1", Limits.FeaturesPerView + Labels + 1));
        await system.ImportAsync(name, $"{string.Join(",", header)}\n{string.Join(",", row)}\n");
        await system.EntityAsync("key");
        var views = Enumerable.Range(0, 2).Select(i => Largest.Name($"values-{i}-")).ToList();
        foreach (var view in views)
        {
            await Ann.CreateFeatureViewAsync(new CreateFeatureViewRequest
            {
                Name = view, Entities = { "key" }, Source = new Source { Dataset = name, EventTimestamp = "seen" },
                Features = { Enumerable.Range(0, Limits.FeaturesPerView).Select(
                i => new Feature { Name = Name(i), Type = V1.ValueType.Double }) },
            });
        }

        await system.ServiceAsync(name, [.. views.Select(view => new FeatureReference { FeatureView = view })]);
    }

    /// <summary>A view of a text, as feature or as join key.</summary>
    private async Task TextsAsync(string name, string column, string rows, bool textIsKey = false)
    {
        await system.ImportAsync(name, $"key,seen,{column}\n{rows}");
        if (textIsKey)
        {
            await Ann.CreateEntityAsync(
                new CreateEntityRequest { Name = name, JoinKeys = { new JoinKey { Name = column, Type = V1.ValueType.String } } });
        }

        await Ann.CreateFeatureViewAsync(new CreateFeatureViewRequest
        {
            Name = name, Entities = { textIsKey ? name : "key" }, Source = new Source { Dataset = name, EventTimestamp = "seen" },
            Features = { new Feature { Name = textIsKey ? "key" : column, Type = textIsKey ? V1.ValueType.Int64 : V1.ValueType.String } },
        });
    }

    private static GetOnlineFeaturesRequest Lookup(int rows) => new()
    {
        Entities = { ["key"] = new ValueList { Values = { Enumerable.Repeat(new Value { Int64Value = 1 }, rows) } } },
    };

    private static string Name(int index) => $"f{index:D4}".PadRight(128, 'c');

    private static string Label(int index) => $"l{index:D4}".PadRight(Limits.ColumnLength, '特');
}
