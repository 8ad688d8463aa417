using System.Text;
using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Features.V1;
using V1 = MlOps.Contracts.Features.V1;

namespace MlOps.Features.Tests;

public sealed class TrainingSetTests(FeaturesSystem system) : IClassFixture<FeaturesSystem>
{
    private static readonly string[] BikeFeatures =
        ["season", "yr", "mnth", "hr", "holiday", "weekday", "workingday", "weathersit", "temp", "atemp", "hum", "windspeed"];

    [Fact]
    public async Task joins_features_as_they_were_known_at_each_row_of_the_spine()
    {
        await system.ImportAsync(
            "visits", "user,at_time,label\n1,2024-01-02,yes\n2,2024-01-02,no\n1,2024-01-04,yes\n,2024-01-04,no\n1,2024-01-04,yes\n");
        await system.ImportAsync("spend", "user,seen,amount\n1,2024-01-01,10\n1,2024-01-03,30\n1,2024-01-05,50\n2,2024-01-03,7\n");
        await system.EntityAsync("user");
        await system.ViewAsync("user-spend", "user", "spend", TimeSpan.Zero, "amount");
        await system.ServiceAsync("spend-v1", new FeatureReference { FeatureView = "user-spend", Feature = "amount" });

        var made = await system.TrainingSetAsync(RequestOf("spend-training", "spend-v1", "visits", "at_time", "label"));

        made.RowCount.ShouldBe(5);
        made.Features.ShouldBe(["amount"]);
        made.DerivedFrom.ShouldBe(["dataset/visits@1", "dataset/spend@1", "feature-service/spend-v1", "feature-view/user-spend"]);
        var version = await system.Catalog.GetDatasetVersionAsync(new GetDatasetVersionRequest
        {
            Dataset = "spend-training", Version = made.Version,
        });
        version.Digest.ShouldBe(made.Digest);
        version.DerivedFrom.ShouldBe(made.DerivedFrom);
        version.Columns.Select(c => (c.Name, c.Type))
            .ShouldBe([("event_timestamp", "TIMESTAMP"), ("user", "BIGINT"), ("amount", "DOUBLE"), ("label", "VARCHAR")]);
        (await AmountsAsync("spend-training")).ShouldBe([10, null, 30, null, 30]);
    }

    [Fact]
    public async Task gives_the_same_version_for_the_same_rows_and_the_first_answer_to_a_repeated_request()
    {
        await system.ImportAsync("moves", "shop,seen,amount\n1,2024-01-01,10\n2,2024-01-01,20\n");
        await system.EntityAsync("shop");
        await system.ViewAsync("shop-moves", "shop", "moves", TimeSpan.Zero, "amount");
        await system.ServiceAsync("moves-v1", new FeatureReference { FeatureView = "shop-moves" });
        var request = RequestOf("moves-training", "moves-v1", "moves", "seen");
        request.RequestId = "training-1";
        var first = await system.TrainingSetAsync(request);
        var withoutId = request.Clone();
        withoutId.RequestId = "";

        (await system.TrainingSetAsync(withoutId)).ShouldBe(first);
        await system.ImportAsync("moves", "shop,seen,amount\n1,2024-01-01,11\n");
        (await system.TrainingSetAsync(request)).ShouldBe(first);
        (await system.TrainingSetAsync(withoutId)).Version.ShouldBe(2);
    }

    [Fact]
    public async Task names_every_fault_of_a_spine()
    {
        await system.ImportAsync("plain", "other,seen,amount\n1,2024-01-01,10\n");
        await system.ImportAsync("keyed", "item,seen,amount\n1,2024-01-01,10\n");
        await system.EntityAsync("item");
        await system.ViewAsync("item-view", "item", "keyed", TimeSpan.Zero, "amount");
        await system.ServiceAsync("item-v1", new FeatureReference { FeatureView = "item-view" });

        var refused = await Should.ThrowAsync<RpcException>(
            () => system.Ann.CreateTrainingSetAsync(
                RequestOf("item-training", "item-v1", "plain", "now()", "amount", "nothing")).ResponseAsync);

        refused.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        foreach (var fault in (string[])["no column item", "spine.labels[0]", "spine.labels[1]", "spine.event_timestamp"])
            refused.Status.Detail.ShouldContain(fault);
        (await system.Catalog.ListDatasetsAsync(new ListDatasetsRequest { PageSize = 1000 })).Datasets
            .ShouldNotContain(d => d.Name == "item-training");
    }

    [Fact]
    public async Task makes_the_training_set_of_a_generated_year_of_hours() =>
        await BikeAsync("generated", ByteString.CopyFromUtf8(GeneratedHours(8_760)), 8_760);

    [SkippableFact]
    public async Task makes_the_training_set_of_the_bike_sharing_hours() =>
        await BikeAsync("bike", ByteString.CopyFrom(await File.ReadAllBytesAsync(SharedData.Require("bike-sharing/hour.csv"))), 17_379);

    // The life's own definitions: every hour is its own key, so each row must get its own features back.
    private async Task BikeAsync(string prefix, ByteString csv, long rows)
    {
        await system.ImportAsync($"{prefix}-hourly", csv);
        await system.Ann.CreateEntityAsync(new CreateEntityRequest
        {
            Name = $"{prefix}-hour", JoinKeys = { new JoinKey { Name = "instant", Type = V1.ValueType.Int64 } },
        });
        await system.Ann.CreateFeatureViewAsync(new CreateFeatureViewRequest
        {
            Name = $"{prefix}-hourly",
            Entities = { $"{prefix}-hour" },
            Source = new Source { Dataset = $"{prefix}-hourly", Version = 1, EventTimestamp = "dteday + to_hours(hr)" },
            Features = { BikeFeatures.Select(f => new Feature { Name = f, Type = TypeOf(f) }) },
        });
        await system.ServiceAsync($"{prefix}-demand-v1", new FeatureReference { FeatureView = $"{prefix}-hourly" });

        var made = await system.TrainingSetAsync(
            RequestOf($"{prefix}-training", $"{prefix}-demand-v1", $"{prefix}-hourly", "dteday + to_hours(hr)", "cnt"));

        made.RowCount.ShouldBe(rows);
        made.Features.ShouldBe(BikeFeatures);
        var spine = await StatisticsAsync($"{prefix}-hourly");
        var training = await StatisticsAsync($"{prefix}-training");
        training.Keys.ShouldBe([.. new[] { "event_timestamp", "instant" }, .. BikeFeatures, "cnt"]);
        foreach (var feature in BikeFeatures.Append("cnt"))
        {
            var (was, now) = (spine[feature], training[feature]);
            (now.NullCount, now.Mean, now.DistinctCount).ShouldBe((0, was.Mean, was.DistinctCount));
        }

        var materialized = await system.MaterializeAsync(new MaterializeRequest { FeatureView = $"{prefix}-hourly" });
        (materialized.KeysWritten, materialized.RowsRead).ShouldBe((rows, rows));
        var found = await system.LookupAsync($"{prefix}-demand-v1", "instant", 1, rows);
        found.FeatureNames.ShouldBe(BikeFeatures);
        found.Results.SelectMany(r => r.Statuses).ShouldAllBe(s => s == FieldStatus.Present);
    }

    private static V1.ValueType TypeOf(string feature) =>
        feature is "temp" or "atemp" or "hum" or "windspeed" ? V1.ValueType.Double : V1.ValueType.Int64;

    private static string GeneratedHours(int hours)
    {
        var random = new Random(11);
        var text = new StringBuilder(
            "instant,dteday,season,yr,mnth,hr,holiday,weekday,workingday,weathersit,temp,atemp,hum,windspeed,casual,registered,cnt\n");
        for (var i = 0; i < hours; i++)
        {
            var at = new DateTime(2023, 1, 1).AddHours(i);
            text.Append($"{i + 1},{at:yyyy-MM-dd},{(at.Month % 12 / 3) + 1},0,{at.Month},{at.Hour},0,{(int)at.DayOfWeek},1,{random.Next(1, 5)},")
                .Append($"{random.NextDouble():F2},{random.NextDouble():F4},{random.NextDouble():F2},{random.NextDouble():F4},1,2,{random.Next(900)}\n");
        }

        return text.ToString();
    }

    private async Task<OrderedDictionary<string, ColumnStatistics>> StatisticsAsync(string dataset)
    {
        var columns = await system.Catalog.ListColumnsAsync(new ListColumnsRequest { Dataset = dataset });
        return new(columns.Columns.Select(column => KeyValuePair.Create(column.Name, column.Statistics)));
    }

    private async Task<IReadOnlyList<double?>> AmountsAsync(string dataset)
    {
        var rows = await system.Catalog.PreviewRowsAsync(new PreviewRowsRequest { Dataset = dataset, Limit = 1000 });
        return rows.Doubles("amount");
    }

    private static CreateTrainingSetRequest RequestOf(
        string dataset, string service, string spine, string timestamp, params string[] labels) => new()
    {
        Dataset = dataset, FeatureService = service, Spine = new Spine { Dataset = spine, EventTimestamp = timestamp, Labels = { labels } },
    };
}
