using System.Text.Json;
using MlOps.Blobs;
using MlOps.Experiments.Tracking;
using MlOps.Runtime;

namespace MlOps.Experiments.Artifacts;

/// <summary>Model folders on their way into the blob store.</summary>
internal sealed class ModelFolders(IBlobStore blobs)
{
    /// <summary>Checks a model folder on disk and stores it; returns the model and its files, whose paths begin with <paramref name="path"/>.</summary>
    /// <exception cref="InvalidModelException">It is not a model folder.</exception>
    public async Task<StoredModel> StoreAsync(string directory, string runId, string path, CancellationToken cancellation)
    {
        var artifact = ModelArtifact.Read(directory);
        var folder = await blobs.PutFolderAsync(directory, cancellation);
        var files = await blobs.ReadFolderAsync(folder.Digest, cancellation);
        var model = new LoggedModel(
            path,
            folder.Digest,
            artifact.Manifest.Flavor,
            SignatureJson(artifact.Manifest.Signature),
            artifact.InputExample is null ? "" : JsonSerializer.Serialize(artifact.InputExample, JsonSerializerOptions.Web),
            files.FirstOrDefault(file => file.Path == ModelArtifact.ReferenceProfileFile)?.Digest ?? "");
        return new StoredModel(model, [.. files.Select(file => new ArtifactUploaded(runId, $"{path}/{file.Path}", file.Digest, file.Size))]);
    }

    private static string SignatureJson(ModelSignature signature) => JsonSerializer.Serialize(new
    {
        inputs = signature.Inputs.Select(Tensor),
        outputs = signature.Outputs.Select(Tensor),
    });

    private static object Tensor(TensorSpec tensor) => new { name = tensor.Name, datatype = tensor.Datatype, shape = tensor.Shape };
}

/// <summary>A model folder that is in the blob store, and the artifacts that are its files.</summary>
internal sealed record StoredModel(LoggedModel Model, IReadOnlyList<ArtifactUploaded> Files);
