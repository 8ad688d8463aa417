using MlOps.EventSourcing;
using MlOps.Onnx;
using MlOps.Onnx.Tests;
using MlOps.Runtime;
using MlOps.Serving.Models;

namespace MlOps.Serving.Tests.Models;

public class LoadedModelTests
{
    [Fact]
    public void is_freed_by_its_last_user()
    {
        var model = new CountingModel();
        var loaded = new LoadedModel(model);
        loaded.TryAcquire().ShouldBeTrue();

        loaded.Dispose();
        (model.Disposals, loaded.IsFreed).ShouldBe((0, false));

        loaded.Dispose();
        (model.Disposals, loaded.IsFreed).ShouldBe((1, true));
        loaded.TryAcquire().ShouldBeFalse();
    }

    [Fact]
    public async Task swaps_under_load_free_each_model_once_and_never_one_in_use()
    {
        var models = Enumerable.Range(0, 200).Select(_ => new CountingModel()).ToArray();
        var served = new ServedModels(TimeProvider.System);
        served.Swap(Served(models[0]));
        var done = false;
        var users = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var uses = 0;
            while (!Volatile.Read(ref done) || uses == 0)
            {
                served.TryAcquire(Key, out var model).ShouldBeTrue();
                model!.Model.Predict([], 0, []);
                model.Loaded.Dispose();
                uses++;
            }
        })).ToArray();

        foreach (var model in models[1..])
        {
            served.Swap(Served(model));
            Thread.Yield();
        }

        Volatile.Write(ref done, true);
        await Task.WhenAll(users);
        served.Remove(Key);

        models.ShouldAllBe(model => model.Disposals == 1 && !model.UsedAfterDisposal);
        served.TryAcquire(Key, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task onnx_sessions_are_swapped_under_load_and_none_is_freed_while_it_runs()
    {
        const int swaps = 50;
        using var artifact = new OnnxArtifact();
        var served = new ServedModels(TimeProvider.System);
        served.Swap(Served(artifact.Load()));
        var done = false;
        var users = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var row = new float[1];
            while (!Volatile.Read(ref done))
            {
                served.TryAcquire(Key, out var model).ShouldBeTrue();
                using var use = model!.Loaded;
                model.Model.Predict([1, 0, 0], 1, row);
                row[0].ShouldBe(1.5f);
            }
        })).ToArray();

        for (var i = 0; i < swaps; i++) served.Swap(Served(artifact.Load()));

        Volatile.Write(ref done, true);
        await Task.WhenAll(users);
        served.Remove(Key);
    }

    private static readonly ScopedName Key = new("default", "d");

    private static ServedModel Served(IModel model) => new(Key, "m", 1, new LoadedModel(model), null);

    private sealed class CountingModel : IModel
    {
        private int disposals;

        public int Disposals => Volatile.Read(ref disposals);

        public bool UsedAfterDisposal { get; private set; }

        public ModelSignature Signature { get; } = new([TensorSpec.Column("x")], [TensorSpec.Column("y")]);

        public int OutputsPerRow => 1;

        public int ContributionsPerRow => 0;

        public void Predict(ReadOnlySpan<float> rowMajor, int rows, Span<float> output) => UsedAfterDisposal |= Disposals > 0;

        public void Contributions(ReadOnlySpan<float> rowMajor, int rows, Span<float> output) => throw new NotSupportedException();

        public void Dispose() => Interlocked.Increment(ref disposals);
    }

    private sealed class OnnxArtifact : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mlops-onnx-");

        public OnnxArtifact()
        {
            var signature = new ModelSignature([new TensorSpec("x", Datatype.FP32, [-1, 3])], [TensorSpec.Column("y")]);
            ModelArtifact.Write(folder.FullName, new ModelManifest { Flavor = OnnxModelRuntime.FlavorName, ModelFile = "model.onnx", Signature = signature }, OnnxFile.Linear);
        }

        public IModel Load() => new OnnxModelRuntime().Load(ModelArtifact.Read(folder.FullName));

        public void Dispose() => folder.Delete(recursive: true);
    }
}
