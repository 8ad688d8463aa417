using MlOps.Runtime;

namespace MlOps.XGBoost.Tests;

/// <summary>The figures that Python's xgboost 1.7.4 gives for the same rows, features and parameters.</summary>
public sealed class BikeSharingReferenceTests
{
    private const int TrainRows = 13_903;
    private const int Weekday = 5;
    private const int Hour = 3;

    [SkippableFact]
    public void agrees_with_python_on_the_bike_sharing_data()
    {
        var (train, test) = BikeDemand.Read(SharedData.Require("bike-sharing/hour.csv"), TrainRows);
        RoundMetrics? last = null;

        var trained = new XGBoostTrainer().Train(BikeDemand.Spec, train, test, round => last = round);
        using var model = new XGBoostRuntime().Load(trained.Content.Span, trained.Signature);

        var rmse = BikeDemand.Rmse(model, test);
        test.Rows.ShouldBe(3_476);
        rmse.ShouldBe(66.61, 66.61 * 0.005);
        RSquared(rmse, test).ShouldBe(0.909, 0.0015);
        last!.Round.ShouldBe(299);
        last.Values[RoundMetrics.Evaluation]["rmse"].ShouldBe(rmse, 1e-3);
    }

    [SkippableFact]
    public void the_baseline_is_the_mean_by_weekday_and_hour()
    {
        var (train, test) = BikeDemand.Read(SharedData.Require("bike-sharing/hour.csv"), TrainRows);
        var means = Enumerable.Range(0, train.Rows).GroupBy(row => Key(train, row)).ToDictionary(g => g.Key, g => g.Average(row => train.Labels.Span[row]));

        var predictions = Enumerable.Range(0, test.Rows).Select(row => means[Key(test, row)]).ToArray();

        BikeDemand.Rmse(predictions, test.Labels.Span).ShouldBe(145.56, 0.01);
    }

    private static (float, float) Key(TrainingData data, int row)
    {
        var values = data.Features.Span.Slice(row * data.FeatureNames.Count, data.FeatureNames.Count);
        return (values[Weekday], values[Hour]);
    }

    private static double RSquared(double rmse, TrainingData data)
    {
        var labels = data.Labels.ToArray();
        var mean = labels.Average(label => (double)label);
        return 1 - rmse * rmse / labels.Average(label => Math.Pow(label - mean, 2));
    }
}
