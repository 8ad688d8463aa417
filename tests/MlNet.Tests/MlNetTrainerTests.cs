using MlOps.Runtime;
using MlOps.XGBoost.Tests;

namespace MlOps.MlNet.Tests;

public sealed class MlNetTrainerTests
{
    public static TheoryData<string, string> All => Algorithms.All;

    [Theory]
    [InlineData("fast_tree", "regression", 0.2)]
    [InlineData("fast_forest", "regression", 0.5)]
    [InlineData("sdca", "regression", 0.5)]
    [InlineData("lbfgs", "regression", 0.5)]
    [InlineData("fast_tree", "binary", 0.05)]
    [InlineData("fast_forest", "binary", 0.1)]
    [InlineData("sdca", "binary", 0.1)]
    [InlineData("lbfgs", "binary", 0.1)]
    public void learns_and_measures_what_it_learned(string trainer, string task, double worst)
    {
        var (train, evaluation) = (Plane(2_000, seed: 1, task), Plane(500, seed: 2, task));
        var rounds = new List<RoundMetrics>();

        var trained = new MlNetTrainer().Train(Algorithms.Spec(trainer, task), train, evaluation, rounds.Add);
        using var model = Algorithms.Load(trained);

        var predictions = Algorithms.Predict(model, evaluation);
        var last = rounds.ShouldHaveSingleItem();
        last.Round.ShouldBe(29);
        last.Values.Keys.ShouldBe([RoundMetrics.Train, RoundMetrics.Evaluation], ignoreOrder: true);
        if (task == "regression")
        {
            var mean = Enumerable.Repeat(train.Labels.ToArray().Average(), evaluation.Rows).ToArray();
            var rmse = BikeDemand.Rmse(predictions, evaluation.Labels.Span);
            rmse.ShouldBeLessThan(BikeDemand.Rmse(mean, evaluation.Labels.Span) * worst);
            last.Values[RoundMetrics.Evaluation]["rmse"].ShouldBe(rmse, 1e-6);
        }
        else
        {
            var error = predictions.Zip(evaluation.Labels.ToArray()).Count(row => row.First > 0.5f != (row.Second == 1)) / (double)evaluation.Rows;
            error.ShouldBeLessThan(worst);
            last.Values[RoundMetrics.Evaluation]["error"].ShouldBe(error);
            predictions.ShouldAllBe(probability => probability >= 0 && probability <= 1);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void the_same_seed_gives_the_same_model(string trainer, string task)
    {
        float[] Trained()
        {
            using var model = Algorithms.Load(new MlNetTrainer().Train(Algorithms.Spec(trainer, task), Algorithms.Train(task)));
            return Algorithms.Predict(model, Algorithms.Evaluation(task));
        }

        Trained().ShouldBe(Trained());
    }

    [Fact]
    public void another_seed_gives_another_forest()
    {
        float[] Trained(string seed)
        {
            using var model = Algorithms.Load(new MlNetTrainer().Train(Algorithms.Spec("fast_forest", "regression", 5, ("seed", seed)), Algorithms.Train("regression")));
            return Algorithms.Predict(model, Algorithms.Evaluation("regression"));
        }

        Trained("1").ShouldNotBe(Trained("-8000000000"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void stops_on_its_way_when_cancelled(string trainer, string task)
    {
        using var cancellation = new CancellationTokenSource();
        var data = Algorithms.Train(task);
        var features = new CancelledWhenRead(data.Features.ToArray(), cancellation);
        var cancelled = new TrainingData(data.FeatureNames, features.Memory, data.LabelName, data.Labels);
        var measured = false;

        Should.Throw<OperationCanceledException>(() => new MlNetTrainer().Train(
            Algorithms.Spec(trainer, task, TrainingSpec.MaxRounds), cancelled, null, _ => measured = true, cancellation.Token)).StackTrace.ShouldNotBeNull().ShouldContain("Fit");

        cancellation.IsCancellationRequested.ShouldBeTrue();
        measured.ShouldBeFalse();
    }

    [Fact]
    public void does_not_begin_when_cancelled() =>
        Should.Throw<OperationCanceledException>(() =>
            new MlNetTrainer().Train(Algorithms.Spec("sdca", "regression"), Algorithms.Train("regression"), null, null, new CancellationToken(canceled: true)));

    [Fact]
    public void what_the_callback_throws_ends_the_training() =>
        Should.Throw<TimeoutException>(() =>
            new MlNetTrainer().Train(Algorithms.Spec("lbfgs", "binary"), Algorithms.Train("binary"), null, _ => throw new TimeoutException()));

    [Theory]
    [MemberData(nameof(All))]
    public void learns_from_data_with_gaps(string trainer, string task)
    {
        var data = Algorithms.Train(task);
        var features = data.Features.ToArray();
        var width = data.FeatureNames.Count;
        for (var i = 0; i < features.Length; i++)
        {
            if (i % 5 == 0 || i % width == 3) features[i] = float.NaN;
        }

        using var model = Algorithms.Load(new MlNetTrainer().Train(Algorithms.Spec(trainer, task), new TrainingData(data.FeatureNames, features, data.LabelName, data.Labels)));

        Algorithms.Predict(model, data).ShouldAllBe(prediction => float.IsFinite(prediction));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void learns_from_a_single_row_or_says_that_it_cannot(string trainer, string task)
    {
        var row = new TrainingData(["a", "b"], new float[] { 1, 2 }, "y", new float[] { 1 });
        TrainedModel Train() => new MlNetTrainer().Train(Algorithms.Spec(trainer, task, 3), row);

        // The mean over the trees of a forest, of which none found a split.
        if ((trainer, task) == ("fast_forest", "regression"))
        {
            Should.Throw<ArgumentException>(Train).Message.ShouldContain("does not predict numbers");
            return;
        }

        using var model = Algorithms.Load(Train());
        Algorithms.Predict(model, row).ShouldAllBe(prediction => float.IsFinite(prediction));
    }

    [Theory]
    [InlineData("fast_tree", "trainer", "magic", "fast_tree, fast_forest, sdca, lbfgs")]
    [InlineData("fast_tree", "task", "ranking", "regression or binary")]
    [InlineData("fast_tree", "number_of_leaves", "many", "number_of_leaves")]
    [InlineData("fast_tree", "number_of_leaves", "1", "from 2 to 1024")]
    [InlineData("fast_tree", "number_of_leaves", "1000000000", "from 2 to 1024")]
    [InlineData("fast_tree", "number_of_leaves", "2.5", "whole number")]
    [InlineData("fast_tree", "minimum_example_count_per_leaf", "0", "minimum_example_count_per_leaf")]
    [InlineData("fast_tree", "learning_rate", "0", "greater than 0")]
    [InlineData("fast_tree", "learning_rate", "NaN", "learning_rate")]
    [InlineData("fast_tree", "learning_rate", "1e999", "learning_rate")]
    [InlineData("fast_tree", "seed", "x", "seed")]
    [InlineData("fast_tree", "number_of_leafs", "20", "no parameters number_of_leafs")]
    [InlineData("fast_tree", "l2_regularization", "1", "no parameters l2_regularization")]
    [InlineData("fast_forest", "learning_rate", "1", "no parameters learning_rate")]
    [InlineData("sdca", "l2_regularization", "-1", "l2_regularization")]
    [InlineData("lbfgs", "l1_regularization", "Infinity", "l1_regularization")]
    public void names_a_parameter_that_is_wrong(string trainer, string name, string value, string told) =>
        Should.Throw<ArgumentException>(() => new MlNetTrainer().Train(Algorithms.Spec(trainer, "regression", 5, (name, value)), Algorithms.Train("regression")))
            .Message.ShouldContain(told);

    [Fact]
    public void names_everything_that_is_wrong()
    {
        var spec = Algorithms.Spec("fast_tree", "magic", 0, ("learning_rate", "-1"), ("seeds", "1"));

        var message = Should.Throw<ArgumentException>(() => new MlNetTrainer().Train(spec, Algorithms.Train("regression"))).Message;

        foreach (var fault in new[] { "Rounds", "task", "learning_rate", "seeds" }) message.ShouldContain(fault);
    }

    [Fact]
    public void refuses_data_that_do_not_fit()
    {
        var trainer = new MlNetTrainer();
        var train = Algorithms.Train("regression");
        var reversed = new TrainingData([.. train.FeatureNames.Reverse()], train.Features, train.LabelName, train.Labels);
        var infinite = new TrainingData(["a"], new float[] { 1, float.NegativeInfinity }, "y", new float[] { 3, 1 });
        var unlabelled = new TrainingData(["a"], new float[] { 1, 2 }, "y", new float[] { 3, float.NaN });
        var negative = new TrainingData(["a"], new float[] { 1, 2 }, "y", new float[] { 3, -1 });

        Should.Throw<ArgumentException>(() => trainer.Train(Algorithms.Spec("sdca", "regression"), train, reversed)).Message.ShouldContain("features");
        Should.Throw<ArgumentException>(() => trainer.Train(Algorithms.Spec("sdca", "binary"), train)).Message.ShouldContain("0 or 1");
        Should.Throw<ArgumentException>(() => trainer.Train(Algorithms.Spec("fast_tree", "regression"), infinite)).Message.ShouldContain("infinite");
        Should.Throw<ArgumentException>(() => trainer.Train(Algorithms.Spec("sdca", "regression"), unlabelled)).Message.ShouldContain("does not predict numbers");
        Should.Throw<ArgumentException>(() => trainer.Train(Algorithms.Spec("lbfgs", "regression"), negative)).Message.ShouldContain("not negative");
    }

    /// <summary>y = 3 + 2a + b with a little noise, or whether that is above its middle.</summary>
    private static TrainingData Plane(int rows, int seed, string task)
    {
        var random = new Random(seed);
        var features = Enumerable.Range(0, rows * 2).Select(_ => (float)random.NextDouble()).ToArray();
        var labels = Enumerable.Range(0, rows).Select(row => 3 + (2 * features[2 * row]) + features[(2 * row) + 1] + (0.1f * (float)random.NextDouble()));
        return new TrainingData(["a", "b"], features, "y", labels.Select(y => task == "binary" ? y > 4.55f ? 1 : 0 : y).ToArray());
    }
}
