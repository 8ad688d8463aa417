using MlOps.Runtime;

namespace MlOps.XGBoost.Tests;

public sealed class ModelTests(ModelTests.Trained trained) : IClassFixture<ModelTests.Trained>
{
    private readonly TrainingData data = trained.Data;

    [Fact]
    public void predicts_a_row_as_it_does_in_a_batch()
    {
        using var model = Load();
        var batch = new float[data.Rows];
        model.Predict(data.Features.Span, data.Rows, batch);

        var single = new float[1];
        for (var row = 0; row < 100; row++)
        {
            model.Predict(Row(row), 1, single);
            single[0].ShouldBe(batch[row]);
        }
    }

    [Fact]
    public void predicts_the_same_on_many_threads_at_once()
    {
        using var model = Load();
        var expected = new float[data.Rows];
        model.Predict(data.Features.Span, data.Rows, expected);
        var wrong = 0;

        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            Span<float> output = stackalloc float[1];
            model.Predict(Row(i % data.Rows), 1, output);
            if (output[0] != expected[i % data.Rows]) Interlocked.Increment(ref wrong);
        });

        wrong.ShouldBe(0);
    }

    [Fact]
    public void allocates_nothing_to_predict()
    {
        using var model = Load();
        var output = new float[1];
        model.Predict(Row(0), 1, output);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var row = 0; row < 100; row++) model.Predict(Row(row), 1, output);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void contributions_sum_to_the_prediction()
    {
        using var model = Load();
        var predictions = new float[data.Rows];
        model.Predict(data.Features.Span, data.Rows, predictions);

        var contributions = new float[data.Rows * model.ContributionsPerRow];
        model.Contributions(data.Features.Span, data.Rows, contributions);

        model.ContributionsPerRow.ShouldBe(data.FeatureNames.Count + 1);
        foreach (var (row, prediction) in contributions.Chunk(model.ContributionsPerRow).Zip(predictions))
            row.Sum(value => (double)value).ShouldBe(prediction, 0.01);
        contributions.Count(value => value != 0).ShouldBeGreaterThan(data.Rows);
    }

    [Fact]
    public void contributions_of_a_classifier_sum_to_the_log_odds()
    {
        var labels = data.Labels.ToArray().Select(count => count > 100 ? 1f : 0).ToArray();
        var spec = new TrainingSpec(new Dictionary<string, string> { ["objective"] = "binary:logistic" }, 10);
        var classifier = new XGBoostTrainer().Train(spec, new TrainingData(data.FeatureNames, data.Features, "busy", labels));
        using var model = new XGBoostRuntime().Load(classifier.Content.Span, classifier.Signature);
        var probability = new float[1];
        var contributions = new float[model.ContributionsPerRow];

        for (var row = 0; row < 50; row++)
        {
            model.Predict(Row(row), 1, probability);
            model.Contributions(Row(row), 1, contributions);
            contributions.Sum(value => (double)value).ShouldBe(Math.Log(probability[0] / (1 - probability[0])), 1e-3);
        }
    }

    [Fact]
    public void takes_nan_as_missing()
    {
        using var model = Load();
        var row = Row(0).ToArray();
        var (with, without) = (new float[1], new float[1]);
        model.Predict(row, 1, with);
        row[Array.IndexOf(BikeDemand.Features, "hr")] = float.NaN;
        model.Predict(row, 1, without);

        float.IsFinite(without[0]).ShouldBeTrue();
        without[0].ShouldNotBe(with[0]);
    }

    [Fact]
    public void survives_its_artifact()
    {
        var directory = Directory.CreateTempSubdirectory("mlops-xgboost-").FullName;
        try
        {
            var model = trained.Model;
            ModelArtifact.Write(
                directory,
                new ModelManifest { Flavor = model.Flavor, ModelFile = model.FileName, Signature = model.Signature, FlavorOptions = model.FlavorOptions },
                model.Content);
            using var before = Load();

            using var after = new XGBoostRuntime().Load(ModelArtifact.Read(directory));

            BikeDemand.Rmse(after, data).ShouldBe(BikeDemand.Rmse(before, data));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void refuses_what_is_not_a_model()
    {
        var content = trained.Model.Content.ToArray();
        var runtime = new XGBoostRuntime();

        foreach (var bytes in (byte[][])[[], [1, 2, 3], "binf\0\0\0\0\0\0\0\0"u8.ToArray(), "{}"u8.ToArray(), "{\"learner\":{}}"u8.ToArray(), content[..(content.Length / 2)]])
            Should.Throw<InvalidModelException>(() => runtime.Load(bytes, trained.Model.Signature));
    }

    [Fact]
    public void refuses_a_signature_that_the_model_contradicts()
    {
        var content = trained.Model.Content.ToArray();
        var (inputs, outputs) = (trained.Model.Signature.Inputs, trained.Model.Signature.Outputs);
        var runtime = new XGBoostRuntime();

        Should.Throw<InvalidModelException>(() => runtime.Load(content, new([.. inputs.Skip(1)], outputs))).Message.ShouldContain("12 features");
        Should.Throw<InvalidModelException>(() => runtime.Load(content, new([.. inputs.Reverse()], outputs))).Message.ShouldContain("windspeed, hum");
        Should.Throw<InvalidModelException>(() => runtime.Load(content, new(inputs, [new("cnt", Datatype.FP32, [-1, 2])]))).Message.ShouldContain("1 values");
    }

    [Fact]
    public void refuses_rows_of_another_shape()
    {
        using var model = Load();

        Should.Throw<ArgumentException>(() => model.Predict(new float[11], 1, new float[1])).Message.ShouldContain("12 values, not 11");
        Should.Throw<ArgumentException>(() => model.Predict(new float[24], 2, new float[1])).Message.ShouldContain("room for 1");
        Should.Throw<ArgumentException>(() => model.Contributions(new float[12], 1, new float[12])).Message.ShouldContain("13 values");
        model.Predict([], 0, []);
    }

    [Fact]
    public void a_disposed_model_refuses_to_predict()
    {
        var model = Load();
        model.Dispose();

        Should.Throw<ObjectDisposedException>(() => model.Predict(Row(0), 1, new float[1]));
    }

    private IModel Load() => new XGBoostRuntime().Load(trained.Model.Content.Span, trained.Model.Signature);

    private ReadOnlySpan<float> Row(int row) => data.Features.Span.Slice(row * data.FeatureNames.Count, data.FeatureNames.Count);

    public sealed class Trained
    {
        public TrainingData Data { get; } = BikeDemand.Simulate(1_000, seed: 3);

        public TrainedModel Model { get; }

        public Trained() => Model = new XGBoostTrainer().Train(BikeDemand.Spec with { Rounds = 50 }, Data);
    }
}
