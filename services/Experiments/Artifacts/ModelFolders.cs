using System.Collections.Immutable;
using System.Text;
using MlOps.Blobs;
using MlOps.Experiments.Tracking;
using MlOps.Runtime;
using InputExample = MlOps.Experiments.Tracking.InputExample;
using ModelSignature = MlOps.Experiments.Tracking.ModelSignature;
using TensorSpec = MlOps.Experiments.Tracking.TensorSpec;

namespace MlOps.Experiments.Artifacts;

/// <summary>Puts model folders into the blob store.</summary>
internal sealed class ModelFolders(IBlobStore blobs)
{
    /// <summary>Checks a model folder on disk and stores it as artifacts of the run below <paramref name="path"/>.</summary>
    /// <exception cref="InvalidModelException">It is not a model folder, or its signature is too large.</exception>
    public async Task<StoredModel> StoreAsync(string directory, string runId, string path, CancellationToken cancellation)
    {
        var artifact = ModelArtifact.Read(directory);
        var signature = SignatureOf(artifact.Manifest.Signature);
        if (signature.MaxBytes() > Limits.SignatureBytes)
            throw new InvalidModelException($"Its signature has more than {Limits.SignatureBytes} bytes.");
        var folder = await blobs.PutFolderAsync(directory, cancellation);
        var files = await blobs.ReadFolderAsync(folder.Digest, cancellation);
        var model = new LoggedModel(
            path,
            folder.Digest,
            artifact.Manifest.Flavor,
            signature,
            artifact.InputExample is { } example ? FirstRowsOf(example) : null,
            files.FirstOrDefault(file => file.Path == ModelArtifact.ReferenceProfileFile)?.Digest ?? "");
        return new StoredModel(
            model, [.. files.Select(file => new ArtifactUploaded(runId, $"{path}/{file.Path}", file.Digest, file.Size))]);
    }

    /// <summary>The first rows, as many as fit into the limit; null when not even one does.</summary>
    internal static InputExample? FirstRowsOf(Runtime.InputExample example)
    {
        const int valueBytes = 10;
        var columns = example.Columns.Sum(column => (long)Encoding.UTF8.GetByteCount(column) + valueBytes);
        var room = (Limits.InputExampleBytes - columns) / (valueBytes * (example.Columns.Count + 1));
        return room < 1
            ? null
            : new InputExample([.. example.Columns], [.. example.Data.Take((int)room).Select(row => row.ToImmutableArray())]);
    }

    private static ModelSignature SignatureOf(Runtime.ModelSignature signature) =>
        new([.. signature.Inputs.Select(TensorOf)], [.. signature.Outputs.Select(TensorOf)]);

    private static TensorSpec TensorOf(Runtime.TensorSpec tensor) => new(tensor.Name, tensor.Datatype, [.. tensor.Shape]);
}

/// <summary>A model folder that is in the blob store, and the artifacts that are its files.</summary>
internal sealed record StoredModel(LoggedModel Model, IReadOnlyList<ArtifactUploaded> Files);
