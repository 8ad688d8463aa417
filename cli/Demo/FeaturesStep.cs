using Google.Protobuf.WellKnownTypes;
using MlOps.Contracts.Features.V1;
using Value = MlOps.Contracts.Features.V1.Value;
using ValueType = MlOps.Contracts.Features.V1.ValueType;

namespace MlOps.Cli.Demo;

internal static class FeaturesStep
{
    private const string HourOfRow = "dteday + to_hours(hr)";
    private static readonly HashSet<string> Measured = ["temp", "atemp", "hum", "windspeed"];

    public static async Task RunAsync(LifeContext life)
    {
        await DefineAsync(life);
        var joining = await life.Engineer.Features.CreateTrainingSetAsync(new CreateTrainingSetRequest
        {
            Dataset = life.Names.TrainingDataset,
            FeatureService = life.Names.FeatureService,
            Spine = new Spine
            {
                Dataset = life.Names.Dataset, Version = life.DatasetVersion, EventTimestamp = HourOfRow, Labels = { "cnt" },
            },
        }, cancellationToken: life.Cancellation);
        var set = await life.Engineer.ResultOfAsync<TrainingSet>(joining, life.Cancellation);
        life.TrainingSetVersion = set.Version;
        Narrator.Happened($"training set {set.Dataset}@{set.Version}: {set.RowCount:N0} rows, point in time, {set.Digest}");

        var copying = await life.Engineer.Features.MaterializeAsync(
            new MaterializeRequest { FeatureView = life.Names.FeatureView, StartTime = DateTime.UnixEpoch.ToTimestamp() },
            cancellationToken: life.Cancellation);
        var materialized = await life.Engineer.ResultOfAsync<Materialization>(copying, life.Cancellation);
        Narrator.Happened($"{materialized.KeysWritten:N0} keys in the online store");

        var last = life.Hours.Hours[^1];
        var online = await life.Engineer.Features.GetOnlineFeaturesAsync(new GetOnlineFeaturesRequest
        {
            FeatureService = life.Names.FeatureService,
            Entities = { ["instant"] = new ValueList { Values = { new Value { Int64Value = last.Instant } } } },
        }, cancellationToken: life.Cancellation);
        var temp = online.FeatureNames.IndexOf("temp");
        if (temp < 0 || online.Results[temp].Statuses[0] != FieldStatus.Present)
            throw new CommandFailedException($"The online store does not know hour {last.Instant}.");
        Narrator.Happened($"online lookup of hour {last.Instant}: temp {online.Results[temp].Values[0].DoubleValue}");
    }

    private static async Task DefineAsync(LifeContext life)
    {
        await Existing.OrCreatedAsync(async () => await life.Engineer.Features.CreateEntityAsync(
            new CreateEntityRequest { Name = "hour", JoinKeys = { new JoinKey { Name = "instant", Type = ValueType.Int64 } } },
            cancellationToken: life.Cancellation));
        await Existing.OrCreatedAsync(async () => await life.Engineer.Features.CreateFeatureViewAsync(new CreateFeatureViewRequest
        {
            Name = life.Names.FeatureView,
            Entities = { "hour" },
            Source = new Source { Dataset = life.Names.Dataset, EventTimestamp = HourOfRow },
            Features =
            {
                HourlyDemand.Features.Select(name => new Feature
                {
                    Name = name, Type = Measured.Contains(name) ? ValueType.Double : ValueType.Int64,
                }),
            },
        }, cancellationToken: life.Cancellation));
        await Existing.OrCreatedAsync(async () => await life.Engineer.Features.CreateFeatureServiceAsync(new CreateFeatureServiceRequest
        {
            Name = life.Names.FeatureService,
            Features =
            {
                HourlyDemand.Features.Select(name => new FeatureReference { FeatureView = life.Names.FeatureView, Feature = name }),
            },
        }, cancellationToken: life.Cancellation));
        Narrator.Happened($"entity hour, feature view {life.Names.FeatureView}, feature service {life.Names.FeatureService}");
    }
}
