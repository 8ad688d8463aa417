using MlOps.Blobs;
using MlOps.EventSourcing;
using MlOps.Experiments.Tracking;
using MlOps.ServiceDefaults.Errors;
using V1 = MlOps.Contracts.Experiments.V1;

namespace MlOps.Experiments.Artifacts;

/// <summary>Stores a file of a run; the same path again replaces it.</summary>
internal sealed class UploadArtifact(RunMutations mutations, Runs runs, IBlobStore blobs, CallerSessions sessions)
{
    public async Task<ArtifactUploaded> HandleAsync(
        V1.ArtifactHeader header, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellation)
    {
        var faults = new Faults();
        Limits.CheckRunId(faults, header.RunId);
        ArtifactPath.Check(faults, header.Path, "header.path");
        faults.ThrowIfAny();
        var repeated = await mutations.RepeatedAsync(header, cancellation);
        // Fails before gigabytes are sent to a run that accepts nothing.
        if (repeated is null) Run.Active(await runs.GetAsync(header.RunId, cancellation), header.RunId);

        await using var content = new ChunkStream(chunks, Limits.ChunkBytes, Limits.ArtifactBytes, "artifact size");
        var blob = await blobs.PutAsync(content, cancellation);
        var uploaded = new ArtifactUploaded(header.RunId, header.Path, blob.Digest, blob.Size);
        var mutated = repeated ?? await mutations.ApplyAsync(header.RunId, header, (run, _) => Decide(run, uploaded), cancellation);
        if (mutated.Repeated) await RequireSameAsync(uploaded, mutated, cancellation);
        return uploaded;
    }

    public static IEnumerable<object> Decide(Run? state, ArtifactUploaded uploaded)
    {
        var run = Run.Active(state, uploaded.RunId);
        return run.Uploads < Limits.RunUploads
            ? [uploaded]
            : throw new LimitExceededException("uploads", $"A run has at most {Limits.RunUploads} uploads.");
    }

    /// <summary>The receipt knows the header; the content is compared with what the first request uploaded.</summary>
    private async Task RequireSameAsync(ArtifactUploaded uploaded, Mutated<Run> first, CancellationToken cancellation)
    {
        await using var session = sessions.Query();
        var recorded = await session.Events.FetchStreamAsync(
            first.State.Id, first.Version, fromVersion: first.Version, token: cancellation);
        if (recorded is [{ Data: ArtifactUploaded same }] && same == uploaded) return;
        throw new InvalidRequestException("header.request_id", "was used before for other content");
    }
}
