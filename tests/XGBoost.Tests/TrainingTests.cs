using MlOps.Runtime;

namespace MlOps.XGBoost.Tests;

public sealed class TrainingTests
{
    private static readonly TrainingData Train = BikeDemand.Simulate(2_000, seed: 1);
    private static readonly TrainingData Evaluation = BikeDemand.Simulate(500, seed: 2);
    private readonly XGBoostTrainer trainer = new();

    [Fact]
    public void measures_every_round_on_both_data_sets()
    {
        var rounds = new List<RoundMetrics>();

        trainer.Train(Spec(20, ("eval_metric", "rmse, mae")), Train, Evaluation, rounds.Add);

        rounds.Select(r => r.Round).ShouldBe(Enumerable.Range(0, 20));
        rounds.ShouldAllBe(r => r.Values.Count == 2 && r.Values.Values.All(metrics => metrics.Keys.SequenceEqual(new[] { "rmse", "mae" })));
        rounds[^1].Values[RoundMetrics.Evaluation]["rmse"].ShouldBeLessThan(rounds[0].Values[RoundMetrics.Evaluation]["rmse"] / 2);
        rounds[^1].Values[RoundMetrics.Train]["mae"].ShouldBeLessThan(rounds[0].Values[RoundMetrics.Train]["mae"] / 2);
    }

    [Fact]
    public void is_deterministic() =>
        trainer.Train(Spec(5), Train).Content.ToArray().ShouldBe(trainer.Train(Spec(5), Train).Content.ToArray());

    [Fact]
    public void learns_classes_as_one_output_each()
    {
        var classes = Train.Labels.ToArray().Select(count => count < 50 ? 0f : count < 150 ? 1 : 2).ToArray();
        var data = new TrainingData(Train.FeatureNames, Train.Features, "demand", classes);
        var spec = new TrainingSpec(new Dictionary<string, string> { ["objective"] = "multi:softprob", ["num_class"] = "3" }, 10);

        var trained = trainer.Train(spec, data);
        using var model = new XGBoostRuntime().Load(trained.Content.Span, trained.Signature);
        var probabilities = new float[data.Rows * 3];
        model.Predict(data.Features.Span, data.Rows, probabilities);

        trained.Signature.Outputs.Single().ShouldBe(new TensorSpec("demand", Datatype.FP32, [-1, 3]));
        probabilities.Chunk(3).ShouldAllBe(row => Math.Abs(row.Sum() - 1) < 1e-5);
        probabilities.Chunk(3).Zip(classes).Count(row => Array.IndexOf(row.First, row.First.Max()) == row.Second).ShouldBeGreaterThan(data.Rows * 9 / 10);
    }

    [Fact]
    public void stops_between_rounds_when_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var last = -1;

        Should.Throw<OperationCanceledException>(() => trainer.Train(Spec(1000), Train, null, round =>
        {
            last = round.Round;
            if (last == 3) cancellation.Cancel();
        }, cancellation.Token));

        last.ShouldBe(3);
    }

    [Theory]
    [InlineData("objective", "reg:nonsense", "reg:nonsense")]
    [InlineData("max_depth", "deep", "max_depth")]
    [InlineData("eta", "-1", "learning_rate")]
    [InlineData("eval_metric", "nonsense", "nonsense")]
    [InlineData("max_dept", "6", "max_dept")]
    [InlineData("tree_method", "nonsense", "gpu_hist")]
    public void tells_in_the_librarys_words_what_is_wrong_with_a_parameter(string name, string value, string told)
    {
        var message = Should.Throw<XGBoostException>(() => trainer.Train(Spec(2, (name, value)), Train, Evaluation, _ => { })).Message;

        message.ShouldContain(told);
        message.ShouldNotContain("Stack trace");
    }

    [Theory]
    [InlineData("gbtree")]
    [InlineData("dart")]
    public void trains_every_booster_of_trees(string name)
    {
        var trained = trainer.Train(Spec(10, ("booster", name)), Train);
        using var model = new XGBoostRuntime().Load(trained.Content.Span, trained.Signature);

        BikeDemand.Rmse(model, Train).ShouldBeLessThan(60);
    }

    [Fact]
    public void refuses_labels_that_the_objective_cannot_have() =>
        Should.Throw<XGBoostException>(() => trainer.Train(Spec(2, ("objective", "binary:logistic")), Train)).Message.ShouldContain("label");

    [Fact]
    public void refuses_data_that_do_not_fit()
    {
        var other = new TrainingData([.. Train.FeatureNames.Reverse()], Train.Features, "cnt", Train.Labels);

        Should.Throw<ArgumentException>(() => trainer.Train(Spec(2), Train, other)).Message.ShouldContain("features");
        Should.Throw<ArgumentException>(() => trainer.Train(Spec(2, ("booster", "gblinear")), Train)).Message.ShouldContain("gblinear");
        Should.Throw<ArgumentException>(() => trainer.Train(Spec(0), Train)).Message.ShouldContain("Rounds");
        Should.Throw<ArgumentException>(() => new TrainingData(["a"], new float[3], "y", new float[2])).Message.ShouldContain("2 values, not 3");
        Should.Throw<ArgumentException>(() => new TrainingData(["a", "a"], new float[4], "y", new float[2])).Message.ShouldContain("twice");
    }

    private static TrainingSpec Spec(int rounds, params (string Name, string Value)[] parameters)
    {
        var all = BikeDemand.Spec.Parameters.ToDictionary();
        foreach (var (name, value) in parameters) all[name] = value;
        return new TrainingSpec(all, rounds);
    }
}
