using Microsoft.Extensions.DependencyInjection;
using MlOps.Blobs;
using MlOps.Runtime;
using MlOps.Serving.Models;
using MlOps.XGBoost;

namespace MlOps.Serving.Tests.Models;

[Collection(ServingCollection.Name)]
public sealed class ModelLoaderTests : IDisposable
{
    private readonly IBlobStore blobs;
    private readonly ModelLoader loader;

    public ModelLoaderTests(ServingSystem system)
    {
        blobs = system.Serving.Services.GetRequiredService<IBlobStore>();
        loader = new ModelLoader(blobs, [new XGBoostRuntime()]);
    }

    [Fact]
    public async Task what_was_checked_is_served_without_being_read_again()
    {
        var digest = await StoreAsync(answer: 5);
        await loader.CheckAsync(digest, default);
        await LoseAsync(digest);

        using var served = await loader.LoadAsync(digest, default);

        Answer(served).ShouldBe(5);
    }

    [Fact]
    public async Task what_was_checked_is_freed_by_its_last_user()
    {
        var digest = await StoreAsync(answer: 5);
        await loader.CheckAsync(digest, default);
        var served = await loader.LoadAsync(digest, default);

        served.Dispose();

        served.IsFreed.ShouldBeTrue();
    }

    [Fact]
    public async Task only_the_one_that_was_checked_last_is_kept()
    {
        var (first, second) = (await StoreAsync(answer: 1), await StoreAsync(answer: 2));
        await loader.CheckAsync(first, default);
        await loader.CheckAsync(second, default);
        await LoseAsync(first, second);

        await Should.ThrowAsync<BlobNotFoundException>(() => loader.LoadAsync(first, default));
        using var served = await loader.LoadAsync(second, default);
        Answer(served).ShouldBe(2);
    }

    [Fact]
    public async Task one_that_is_served_and_checked_again_stays_with_who_serves_it()
    {
        var digest = await StoreAsync(answer: 5);
        using var served = await loader.LoadAsync(digest, default);
        await loader.CheckAsync(digest, default);
        await loader.CheckAsync(await StoreAsync(answer: 6), default);

        served.IsFreed.ShouldBeFalse();
        Answer(served).ShouldBe(5);
    }

    public void Dispose() => loader.Dispose();

    private static float Answer(LoadedModel loaded)
    {
        var answer = new float[1];
        loaded.Model.Predict(new float[TinyModel.Features.Length], 1, answer);
        return answer[0];
    }

    private async Task<string> StoreAsync(float answer)
    {
        var trained = TinyModel.Answering(answer);
        var folder = Directory.CreateTempSubdirectory("mlops-test-model-");
        try
        {
            ModelArtifact.Write(
                folder.FullName,
                new ModelManifest { Flavor = trained.Flavor, ModelFile = trained.FileName, Signature = trained.Signature, RunId = $"{Guid.NewGuid():n}" },
                trained.Content);
            return (await blobs.PutFolderAsync(folder.FullName, default)).Digest;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task LoseAsync(params string[] digests)
    {
        foreach (var digest in digests) File.Delete(await blobs.LocalPathAsync(digest, default));
    }
}
