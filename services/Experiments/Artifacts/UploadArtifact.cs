using Marten;
using MlOps.Blobs;
using MlOps.Experiments.Tracking;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Wire = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Artifacts;

/// <summary>Stores a file of a run; the same path again replaces it.</summary>
internal sealed class UploadArtifact(RunMutations mutations, Runs runs, IBlobStore blobs, IDocumentStore store)
{
    public const int MaxChunkBytes = 1 << 20;
    public const long MaxBytes = 5L << 30;

    public async Task<ArtifactUploaded> HandleAsync(
        Wire.ArtifactHeader header, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        var faults = new Faults();
        Limits.CheckRunId(faults, header.RunId);
        ArtifactPath.Check(faults, header.Path, "header.path");
        faults.ThrowIfAny();
        // Nobody should send gigabytes to learn that there is no such run.
        Run.Active(await runs.GetAsync(header.RunId, cancellation), header.RunId);

        await using var content = new ChunkStream(chunks, MaxChunkBytes, MaxBytes);
        var blob = await blobs.PutAsync(content, cancellation);
        var uploaded = new ArtifactUploaded(header.RunId, header.Path, blob.Digest, blob.Size);
        var mutated = await mutations.ApplyAsync(header.RunId, header, (run, _) => Decide(run, uploaded), cancellation);
        if (!mutated.Repeated) return uploaded;
        await using var session = store.QuerySession();
        var recorded = await session.Events.FetchStreamAsync(Run.StreamOf(header.RunId), mutated.Version, fromVersion: mutated.Version, token: cancellation);
        return recorded is [{ Data: ArtifactUploaded first }] && first == uploaded
            ? first
            : throw new InvalidRequestException("header.request_id", "was used before for other content");
    }

    public static object[] Decide(Run? state, ArtifactUploaded uploaded)
    {
        var run = Run.Active(state, uploaded.RunId);
        return run.Uploads < Limits.RunUploads
            ? [uploaded]
            : throw new LimitExceededException("uploads", $"A run has at most {Limits.RunUploads} uploads.");
    }
}
