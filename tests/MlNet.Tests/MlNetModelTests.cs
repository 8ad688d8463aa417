using Microsoft.ML;
using MlOps.Runtime;

namespace MlOps.MlNet.Tests;

public sealed class MlNetModelTests
{
    public static TheoryData<string, string> All => Algorithms.All;

    [Theory]
    [MemberData(nameof(All))]
    public void predicts_after_it_was_saved_what_it_predicted_before_to_the_bit(string trainer, string task)
    {
        var data = Algorithms.Train(task);
        var context = new MLContext(1);
        var schema = ModelSchema.Of(data.FeatureNames);
        var signature = new ModelSignature([.. data.FeatureNames.Select(name => TensorSpec.Column(name))], [TensorSpec.Column("y")]);
        var transformer = MlNetPipeline.Of(context, new MlNetParameters(Algorithms.Spec(trainer, task))).Fit(TrainingRow.View(context, data));
        using var file = new MemoryStream();
        context.Model.Save(transformer, schema, file);

        using var before = new MlNetModel(transformer, schema, signature);
        using var after = MlNetRuntime.Load(file, signature);

        Algorithms.Predict(after, data).ShouldBe(Algorithms.Predict(before, data));
    }

    [Fact]
    public void survives_its_artifact()
    {
        var directory = Directory.CreateTempSubdirectory("mlops-mlnet-").FullName;
        try
        {
            var trained = new MlNetTrainer().Train(Algorithms.Spec("fast_tree", "binary"), Algorithms.Train("binary"));
            ModelArtifact.Write(
                directory,
                new ModelManifest { Flavor = trained.Flavor, ModelFile = trained.FileName, Signature = trained.Signature, FlavorOptions = trained.FlavorOptions },
                trained.Content);
            using var before = Algorithms.Load(trained);

            using var after = new MlNetRuntime().Load(ModelArtifact.Read(directory));

            Algorithms.Predict(after, Algorithms.Evaluation("binary")).ShouldBe(Algorithms.Predict(before, Algorithms.Evaluation("binary")));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void predicts_a_row_as_it_does_in_a_batch_on_many_threads_at_once(string trainer, string task)
    {
        var data = Algorithms.Train(task);
        using var model = Trained(trainer, task);
        var expected = Algorithms.Predict(model, data);
        var wrong = 0;

        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            Span<float> output = stackalloc float[1];
            model.Predict(Row(data, i % data.Rows), 1, output);
            if (output[0] != expected[i % data.Rows]) Interlocked.Increment(ref wrong);
        });

        wrong.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void allocates_nothing_to_predict(string trainer, string task)
    {
        var data = Algorithms.Train(task);
        using var model = Trained(trainer, task);
        var output = new float[1];
        // Once before, since buffers grow on the way.
        for (var row = 0; row < 100; row++) model.Predict(Row(data, row), 1, output);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var row = 0; row < 100; row++) model.Predict(Row(data, row), 1, output);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void takes_nan_as_missing(string trainer, string task)
    {
        var data = Algorithms.Train(task);
        using var model = Trained(trainer, task);
        var output = new float[1];

        model.Predict(Enumerable.Repeat(float.NaN, data.FeatureNames.Count).ToArray(), 1, output);

        float.IsFinite(output[0]).ShouldBeTrue();
    }

    [Fact]
    public void refuses_rows_of_another_shape()
    {
        using var model = Trained("sdca", "regression");

        Should.Throw<ArgumentException>(() => model.Predict(new float[11], 1, new float[1])).Message.ShouldContain("12 values, not 11");
        Should.Throw<ArgumentException>(() => model.Predict(new float[24], 2, new float[1])).Message.ShouldContain("room for 1");
        Should.Throw<ArgumentOutOfRangeException>(() => model.Predict([], -1, []));
        Should.Throw<NotSupportedException>(() => model.Contributions(new float[12], 1, new float[13]));
        model.Predict([], 0, []);
        model.ContributionsPerRow.ShouldBe(0);
    }

    [Fact]
    public void a_disposed_model_refuses_to_predict()
    {
        var model = Trained("fast_tree", "regression");
        model.Dispose();

        Should.Throw<ObjectDisposedException>(() => model.Predict(new float[12], 1, new float[1]));
    }

    private static IModel Trained(string trainer, string task) =>
        Algorithms.Load(new MlNetTrainer().Train(Algorithms.Spec(trainer, task), Algorithms.Train(task)));

    private static ReadOnlySpan<float> Row(TrainingData data, int row) => data.Features.Span.Slice(row * data.FeatureNames.Count, data.FeatureNames.Count);
}
