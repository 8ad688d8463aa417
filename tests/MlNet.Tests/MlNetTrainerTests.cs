using MlOps.Runtime;

namespace MlOps.MlNet.Tests;

public sealed class MlNetTrainerTests : IDisposable
{
    private static readonly TrainingData Train = Simulate(2_000, seed: 1, binary: false);
    private static readonly TrainingData Evaluation = Simulate(500, seed: 2, binary: false);
    private readonly string directory = Directory.CreateTempSubdirectory("mlops-mlnet-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData("fast_tree", "regression", 0.3)]
    [InlineData("fast_forest", "regression", 0.6)]
    [InlineData("sdca", "regression", 0.6)]
    [InlineData("lbfgs", "regression", 0.8)]
    [InlineData("fast_tree", "binary", 0.2)]
    [InlineData("fast_forest", "binary", 0.2)]
    [InlineData("sdca", "binary", 0.2)]
    [InlineData("lbfgs", "binary", 0.2)]
    public void learns_saves_loads_and_predicts(string trainer, string task, double worst)
    {
        var binary = task == "binary";
        var (train, evaluation) = (Simulate(2_000, 1, binary), Simulate(500, 2, binary));
        RoundMetrics? last = null;
        var spec = new TrainingSpec(new Dictionary<string, string> { ["trainer"] = trainer, ["task"] = task, ["seed"] = "1" }, 100);

        var trained = new MlNetTrainer().Train(spec, train, evaluation, metrics => last = metrics);
        ModelArtifact.Write(
            directory,
            new ModelManifest { Flavor = trained.Flavor, ModelFile = trained.FileName, Signature = trained.Signature, FlavorOptions = trained.FlavorOptions },
            trained.Content);
        using var model = new MlNetRuntime().Load(ModelArtifact.Read(directory));
        var predictions = new float[evaluation.Rows];
        model.Predict(evaluation.Features.Span, evaluation.Rows, predictions);

        var measured = last!.Values[RoundMetrics.Evaluation];
        (binary ? measured["error"] : measured["rmse"] / Spread(evaluation)).ShouldBeLessThan(worst);
        var single = new float[1];
        model.Predict(evaluation.Features.Span[..2], 1, single);
        single[0].ShouldBe(predictions[0], 1e-4);
        if (binary) predictions.ShouldAllBe(p => p >= 0 && p <= 1);
    }

    [Theory]
    [InlineData("trainer", "magic")]
    [InlineData("task", "magic")]
    [InlineData("number_of_leaves", "many")]
    [InlineData("number_of_leafs", "20")]
    public void names_a_parameter_that_is_wrong(string name, string value) =>
        Should.Throw<ArgumentException>(() => new MlNetTrainer().Train(new(new Dictionary<string, string> { [name] = value }, 10), Train)).Message.ShouldContain(name);

    [Fact]
    public void refuses_labels_that_are_no_classes() =>
        Should.Throw<ArgumentException>(() => new MlNetTrainer().Train(new(new Dictionary<string, string> { ["task"] = "binary" }, 10), Train)).Message.ShouldContain("0 or 1");

    [Fact]
    public void stops_when_cancelled() =>
        Should.Throw<OperationCanceledException>(() =>
            new MlNetTrainer().Train(new(new Dictionary<string, string>(), 10), Train, Evaluation, null, new CancellationToken(canceled: true)));

    [Fact]
    public void refuses_what_is_not_a_model()
    {
        var manifest = new ModelManifest
        {
            Flavor = "mlnet", ModelFile = "model.zip", Signature = new([TensorSpec.Column("x")], [TensorSpec.Column("y")]),
            FlavorOptions = new Dictionary<string, string> { ["task"] = "Regression" },
        };
        ModelArtifact.Write(directory, manifest, new byte[] { 1, 2, 3 });

        Should.Throw<InvalidModelException>(() => new MlNetRuntime().Load(ModelArtifact.Read(directory)));
    }

    /// <summary>y = 3 + 2a + b with a little noise, or whether that is above its middle.</summary>
    private static TrainingData Simulate(int rows, int seed, bool binary)
    {
        var random = new Random(seed);
        var features = new float[rows * 2];
        var labels = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            var (a, b) = ((float)random.NextDouble(), (float)random.NextDouble());
            (features[2 * row], features[2 * row + 1]) = (a, b);
            var y = 3 + 2 * a + b + 0.1f * (float)random.NextDouble();
            labels[row] = binary ? y > 4.55f ? 1 : 0 : y;
        }

        return new TrainingData(["a", "b"], features, "y", labels);
    }

    private static double Spread(TrainingData data)
    {
        var labels = data.Labels.ToArray();
        var mean = labels.Average();
        return Math.Sqrt(labels.Average(label => Math.Pow(label - mean, 2)));
    }
}
