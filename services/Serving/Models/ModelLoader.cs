using MlOps.Blobs;
using MlOps.Runtime;

namespace MlOps.Serving.Models;

/// <summary>Loads model artifacts from the blob store; an artifact that is in memory already is shared.</summary>
internal sealed class ModelLoader(IBlobStore blobs, IEnumerable<IModelRuntime> runtimes) : IDisposable
{
    private readonly Dictionary<string, LoadedModel> loaded = [];
    private readonly SemaphoreSlim oneAtATime = new(1);
    private (string Digest, LoadedModel Model)? lastChecked;

    /// <summary>The model of an artifact, warm; the caller releases it by disposing.</summary>
    /// <exception cref="InvalidModelException">The artifact is no model that a runtime here can load.</exception>
    public async Task<LoadedModel> LoadAsync(string digest, CancellationToken cancellation)
    {
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            if (lastChecked is not { } kept || kept.Digest != digest) return await SharedAsync(digest, cancellation);
            lastChecked = null;
            return kept.Model;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>
    /// Finds out whether an artifact loads. The model checked last stays in memory until it is taken, since most are served next.
    /// </summary>
    /// <exception cref="InvalidModelException">The artifact is no model that a runtime here can load.</exception>
    public async Task CheckAsync(string digest, CancellationToken cancellation)
    {
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            var model = await SharedAsync(digest, cancellation);
            lastChecked?.Model.Dispose();
            lastChecked = (digest, model);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public void Dispose()
    {
        lastChecked?.Model.Dispose();
        oneAtATime.Dispose();
    }

    private async Task<LoadedModel> SharedAsync(string digest, CancellationToken cancellation)
    {
        if (loaded.TryGetValue(digest, out var shared) && shared.TryAcquire()) return shared;
        foreach (var (freed, _) in loaded.Where(entry => entry.Value.IsFreed)) loaded.Remove(freed);
        return loaded[digest] = new LoadedModel(WarmedUp(await ReadAsync(digest, cancellation)));
    }

    private async Task<IModel> ReadAsync(string digest, CancellationToken cancellation)
    {
        var directory = Directory.CreateTempSubdirectory(StaleFolders.Prefix).FullName;
        try
        {
            await blobs.GetFolderAsync(digest, directory, cancellation);
            var artifact = ModelArtifact.Read(directory);
            var runtime = runtimes.FirstOrDefault(runtime => runtime.Flavor == artifact.Manifest.Flavor)
                ?? throw new InvalidModelException($"No runtime here loads the flavor '{artifact.Manifest.Flavor}'.");
            return runtime.Load(artifact);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The first prediction pays for what is set up on demand, so it is made before there is traffic.</summary>
    private static IModel WarmedUp(IModel model)
    {
        try
        {
            model.Predict(new float[model.Signature.InputWidth], 1, new float[model.OutputsPerRow]);
            return model;
        }
        catch (Exception e)
        {
            model.Dispose();
            throw new InvalidModelException($"The model loads but does not predict: {e.Message}", e);
        }
    }
}
