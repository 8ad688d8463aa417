using MlOps.Blobs;
using MlOps.EventSourcing;
using MlOps.Experiments.Tracking;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Experiments.Artifacts;

/// <summary>Reads the artifacts of runs.</summary>
internal sealed class RunArtifacts(CallerSessions sessions, Runs runs, IBlobStore blobs)
{
    /// <summary>Artifacts by path, those below <paramref name="prefix"/>.</summary>
    public async Task<Page<RunArtifact>> ListAsync(string runId, string prefix, PageRequest page, CancellationToken cancellation)
    {
        if (prefix.Length > 0)
        {
            var faults = new Faults();
            ArtifactPath.Check(faults, prefix.EndsWith('/') ? prefix[..^1] : prefix, "path_prefix");
            faults.ThrowIfAny();
        }

        await runs.GetAsync(runId, cancellation);
        await using var session = sessions.Query();
        return await new DocumentQuery<RunArtifact>(artifact => artifact.Id)
            .Where("data ->> 'RunId' = ?", runId)
            .Where("starts_with(id, ?)", RunArtifact.IdOf(runId, prefix))
            .PageAsync(session, page, cancellation);
    }

    /// <summary>The bytes of an artifact, verified when read to their end.</summary>
    public async Task<Stream> OpenAsync(string runId, string path, CancellationToken cancellation)
    {
        var faults = new Faults();
        Limits.CheckRunId(faults, runId);
        ArtifactPath.Check(faults, path, "path");
        faults.ThrowIfAny();
        await using var session = sessions.Query();
        var artifact = await session.LoadAsync<RunArtifact>(RunArtifact.IdOf(runId, path), cancellation)
            ?? throw new NotFoundException("artifact", $"{runId}/{path}");
        return await blobs.OpenAsync(artifact.Digest, cancellation);
    }
}
