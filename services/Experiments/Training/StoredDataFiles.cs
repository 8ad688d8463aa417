using System.Text.Json;
using MlOps.Blobs;
using MlOps.Experiments.Tracking;

namespace MlOps.Experiments.Training;

/// <summary>The files and columns of a training set as a blob, since they can be too large for an event.</summary>
internal static class StoredDataFiles
{
    /// <summary>Stores them; returns the blob's digest.</summary>
    public static async Task<string> PutAsync(this IBlobStore blobs, DataFiles files, CancellationToken cancellation)
    {
        using var content = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(files));
        return (await blobs.PutAsync(content, cancellation)).Digest;
    }

    /// <summary>The files that a plan names.</summary>
    public static async Task<DataFiles> ReadDataFilesAsync(this IBlobStore blobs, TrainingPlan plan, CancellationToken cancellation)
    {
        await using var content = await blobs.OpenAsync(plan.DataDigest, cancellation);
        return await JsonSerializer.DeserializeAsync<DataFiles>(content, cancellationToken: cancellation)
            ?? throw new InvalidDataException($"Blob {plan.DataDigest} names no files.");
    }
}
