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
                served.TryAcquire("d", out var model).ShouldBeTrue();
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
        served.Remove("d");

        models.ShouldAllBe(model => model.Disposals == 1 && !model.UsedAfterDisposal);
        served.TryAcquire("d", out _).ShouldBeFalse();
    }

    private static ServedModel Served(IModel model) => new("d", "m", 1, new LoadedModel(model), null);

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
}
