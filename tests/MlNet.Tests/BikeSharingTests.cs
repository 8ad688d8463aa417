using MlOps.Runtime;
using MlOps.XGBoost.Tests;

namespace MlOps.MlNet.Tests;

/// <summary>Real hours of bike rentals. The mean by weekday and hour, a fair guess, is off by 145.56; XGBoost's 300 rounds by 66.61.</summary>
public sealed class BikeSharingTests
{
    private const int TrainRows = 13_903;

    [SkippableTheory]
    [InlineData("fast_tree", 80)]
    [InlineData("fast_forest", 150)]
    [InlineData("sdca", 200)]
    [InlineData("lbfgs", 200)]
    public void predicts_the_demand_of_real_hours(string trainer, double worst)
    {
        var (train, test) = BikeDemand.Read(SharedData.Require("bike-sharing/hour.csv"), TrainRows);
        RoundMetrics? last = null;

        var trained = new MlNetTrainer().Train(Algorithms.Spec(trainer, "regression", 300), train, test, round => last = round);
        using var model = Algorithms.Load(trained);

        var rmse = BikeDemand.Rmse(model, test);
        var mean = train.Labels.ToArray().Average();
        BikeDemand.Rmse(Enumerable.Repeat(mean, test.Rows).ToArray(), test.Labels.Span).ShouldBe(232, 10);
        rmse.ShouldBeLessThan(worst);
        last!.Values[RoundMetrics.Evaluation]["rmse"].ShouldBe(rmse, 1e-5);
    }

    [SkippableTheory]
    [InlineData("fast_tree", 0.1)]
    [InlineData("fast_forest", 0.15)]
    [InlineData("sdca", 0.25)]
    [InlineData("lbfgs", 0.25)]
    public void tells_the_busy_hours_of_real_ones(string trainer, double worst)
    {
        var (train, test) = BikeDemand.Read(SharedData.Require("bike-sharing/hour.csv"), TrainRows);
        RoundMetrics? last = null;

        new MlNetTrainer().Train(Algorithms.Spec(trainer, "binary", 100), Busy(train), Busy(test), round => last = round);

        last!.Values[RoundMetrics.Evaluation]["error"].ShouldBeLessThan(worst);
    }

    private static TrainingData Busy(TrainingData data) =>
        new(data.FeatureNames, data.Features, "busy", data.Labels.ToArray().Select(count => count > 142 ? 1f : 0).ToArray());
}
