using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Features.V1;
using V1 = MlOps.Contracts.Features.V1;
using Value = MlOps.Contracts.Features.V1.Value;

namespace MlOps.Features.Tests;

public sealed class OnlineFeaturesTests(FeaturesSystem system) : IClassFixture<FeaturesSystem>
{
    private static readonly DateTime Today = DateTime.UtcNow.Date;

    [Fact]
    public async Task answers_row_by_row_with_value_status_and_event_time()
    {
        await system.ImportAsync(
            "weather", $"city,seen,temp,rain\n1,{Day(-1)},10,1\n1,{Day(-3)},9,2\n2,{Day(-9)},20,0\n3,{Day(-2)},,5\n,{Day(-1)},1,1\n");
        await system.EntityAsync("city");
        await system.ViewAsync("city-weather", "city", "weather", TimeSpan.FromDays(5), "temp", "rain");
        await system.ServiceAsync(
            "weather-v1", new FeatureReference { FeatureView = "city-weather", Feature = "rain" },
            new FeatureReference { FeatureView = "city-weather", Feature = "temp" });
        var materialized = await system.MaterializeAsync(new MaterializeRequest { FeatureView = "city-weather" });

        var found = await system.LookupAsync("weather-v1", "city", 2, 1, 3, 99, null, 1);

        (materialized.KeysWritten, materialized.RowsRead).ShouldBe((3, 4));
        found.FeatureNames.ShouldBe(["rain", "temp"]);
        found.Results[1].Statuses.ShouldBe(
            [FieldStatus.OutsideMaxAge, FieldStatus.Present, FieldStatus.NullValue, FieldStatus.NotFound, FieldStatus.NotFound,
                FieldStatus.Present]);
        found.Results[1].Values.Select(v => v.KindCase == Value.KindOneofCase.None ? (double?)null : v.DoubleValue)
            .ShouldBe([null, 10, null, null, null, 10]);
        found.Results[0].Values[2].DoubleValue.ShouldBe(5);
        found.Results[0].EventTimestamps[1].ToDateTime().ShouldBe(Today.AddDays(-1));
    }

    [Fact]
    public async Task never_replaces_newer_values_by_older_ones_and_goes_on_where_it_ended()
    {
        await system.ImportAsync("stock", $"item,seen,amount\n1,{Day(-1)},1\n1,{Day(-5)},5\n2,{Day(-5)},6\n");
        await system.EntityAsync("item");
        await system.ViewAsync("item-stock", "item", "stock", TimeSpan.Zero, "amount");
        await system.ServiceAsync("stock-v1", new FeatureReference { FeatureView = "item-stock" });

        var newest = await system.MaterializeAsync(Window("item-stock", -2, 0));
        var older = await system.MaterializeAsync(Window("item-stock", -9, -4));
        var rest = await system.MaterializeAsync(new MaterializeRequest { FeatureView = "item-stock" });

        (newest.KeysWritten, older.KeysWritten, older.RowsRead, rest.RowsRead).ShouldBe((1, 1, 2, 0));
        rest.StartTime.ToDateTime().ShouldBe(Today);
        var found = await system.LookupAsync("stock-v1", "item", 1, 2);
        found.Results[0].Values.Select(v => v.DoubleValue).ShouldBe([1, 6]);
        (await system.Ann.GetFeatureViewAsync(new GetFeatureViewRequest { Name = "item-stock" })).Revision.ShouldBe(4);
    }

    [Fact]
    public async Task takes_the_window_with_its_start_and_without_its_end()
    {
        await system.ImportAsync("edges", $"edge,seen,amount\n1,{Day(-3)},1\n2,{Day(-2)},2\n3,{Day(-4)},3\n");
        await system.EntityAsync("edge");
        await system.ViewAsync("edge-view", "edge", "edges", TimeSpan.Zero, "amount");
        await system.ServiceAsync("edge-v1", new FeatureReference { FeatureView = "edge-view" });

        await system.MaterializeAsync(Window("edge-view", -3, -2));

        (await system.LookupAsync("edge-v1", "edge", 1, 2, 3)).Results[0].Statuses
            .ShouldBe([FieldStatus.Present, FieldStatus.NotFound, FieldStatus.NotFound]);
    }

    [Fact]
    public async Task answers_a_repeated_materialization_with_its_first_answer()
    {
        await system.ImportAsync("twice", $"thing,seen,amount\n1,{Day(-3)},1\n");
        await system.EntityAsync("thing");
        await system.ViewAsync("thing-view", "thing", "twice", TimeSpan.Zero, "amount");
        var request = new MaterializeRequest { FeatureView = "thing-view", RequestId = "materialize-1" };

        var first = await system.MaterializeAsync(request);

        (await system.MaterializeAsync(request)).ShouldBe(first);
        first.KeysWritten.ShouldBe(1);
    }

    [Fact]
    public async Task selects_features_by_name_across_views_and_tells_same_names_apart()
    {
        await system.ImportAsync("a-rows", $"device,seen,level\n1,{Day(-3)},1\n");
        await system.ImportAsync("b-rows", $"device,seen,level\n1,{Day(-2)},2\n2,{Day(-2)},4\n");
        await system.EntityAsync("device");
        await system.ViewAsync("a-view", "device", "a-rows", TimeSpan.Zero, "level");
        await system.ViewAsync("b-view", "device", "b-rows", TimeSpan.Zero, "level");
        foreach (var view in new[] { "a-view", "b-view" }) await system.MaterializeAsync(new MaterializeRequest { FeatureView = view });

        var found = await system.Ann.GetOnlineFeaturesAsync(new GetOnlineFeaturesRequest
        {
            Features = new FeatureList { Names = { "b-view:level", "a-view:level" } },
            Entities = { ["device"] = new ValueList { Values = { new Value { Int64Value = 2 }, new Value { Int64Value = 1 } } } },
        });

        found.FeatureNames.ShouldBe(["b-view__level", "a-view__level"]);
        found.Results[0].Values.Select(v => v.DoubleValue).ShouldBe([4, 2]);
        found.Results[1].Statuses.ShouldBe([FieldStatus.NotFound, FieldStatus.Present]);
    }

    [Fact]
    public async Task answers_what_a_training_set_holds_for_this_moment()
    {
        // Keys, ties, NULLs, and ages around the time to live of five days; the spine asks for now.
        var random = new Random(5);
        var rows = Enumerable.Range(0, 400).Select(i =>
            $"{random.Next(40)},{Day(-random.Next(1, 12))},{(random.Next(4) == 0 ? "" : Day(-random.Next(3)))},{(random.Next(8) == 0 ? "" : i)}");
        await system.ImportAsync("both-ways", "plant,seen,made,amount\n" + string.Join("\n", rows) + "\n");
        var now = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        await system.ImportAsync("plants-now", "plant,seen\n" + string.Concat(Enumerable.Range(0, 45).Select(i => $"{i},{now}\n")));
        await system.EntityAsync("plant");
        await system.Ann.CreateFeatureViewAsync(new CreateFeatureViewRequest
        {
            Name = "plant-view",
            Entities = { "plant" },
            Source = new Source { Dataset = "both-ways", EventTimestamp = "seen", CreatedTimestamp = "made" },
            Features = { new Feature { Name = "amount", Type = V1.ValueType.Double } },
            Ttl = TimeSpan.FromDays(5).ToDuration(),
        });
        await system.ServiceAsync("plant-v1", new FeatureReference { FeatureView = "plant-view" });
        await system.MaterializeAsync(new MaterializeRequest { FeatureView = "plant-view" });

        await system.TrainingSetAsync(new CreateTrainingSetRequest
        {
            Dataset = "plant-training", FeatureService = "plant-v1", Spine = new Spine { Dataset = "plants-now", EventTimestamp = "seen" },
        });
        var online = await system.LookupAsync("plant-v1", "plant", [.. Enumerable.Range(0, 45).Select(i => (long?)i)]);

        var offline = await system.Catalog.PreviewRowsAsync(new PreviewRowsRequest { Dataset = "plant-training", Limit = 1000 });
        online.Results[0].Values.Select(v => v.KindCase == Value.KindOneofCase.None ? (double?)null : v.DoubleValue)
            .ShouldBe(offline.Doubles("amount"));
        online.Results[0].Statuses.Distinct().Count().ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public async Task names_every_fault_of_a_lookup()
    {
        await system.ImportAsync("bad", $"sensor,seen,amount\n1,{Day(-3)},1\n");
        await system.EntityAsync("sensor");
        await system.ViewAsync("sensor-view", "sensor", "bad", TimeSpan.Zero, "amount");
        await system.ServiceAsync("sensor-v1", new FeatureReference { FeatureView = "sensor-view" });
        var text = new ValueList { Values = { new Value { StringValue = "1" } } };

        var wrongKeys = await RefusedAsync(new GetOnlineFeaturesRequest { FeatureService = "sensor-v1", Entities = { ["wrong"] = text } });
        var wrongType = await RefusedAsync(new GetOnlineFeaturesRequest { FeatureService = "sensor-v1", Entities = { ["sensor"] = text } });
        var unknown = await RefusedAsync(new GetOnlineFeaturesRequest { FeatureService = "nothing", Entities = { ["sensor"] = text } });
        var names = await RefusedAsync(
            new GetOnlineFeaturesRequest { Features = new FeatureList { Names = { "amount", "nowhere:amount" } } });

        wrongKeys.Status.Detail.ShouldContain("entities[wrong]");
        wrongKeys.Status.Detail.ShouldContain("entities[sensor]");
        wrongType.Status.Detail.ShouldContain("must be of type INT64");
        unknown.StatusCode.ShouldBe(StatusCode.NotFound);
        names.Status.Detail.ShouldContain("must be view:feature");
    }

    private async Task<RpcException> RefusedAsync(GetOnlineFeaturesRequest request) =>
        await Should.ThrowAsync<RpcException>(() => system.Ann.GetOnlineFeaturesAsync(request).ResponseAsync);

    private static MaterializeRequest Window(string view, int from, int to) =>
        new() { FeatureView = view, StartTime = Today.AddDays(from).ToTimestamp(), EndTime = Today.AddDays(to).ToTimestamp() };

    private static string Day(int days) => Today.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
