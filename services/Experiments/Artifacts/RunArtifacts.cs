using Marten;
using MlOps.Blobs;
using MlOps.Experiments.Tracking;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Experiments.Artifacts;

/// <summary>Reads the artifacts of runs.</summary>
internal sealed class RunArtifacts(IDocumentStore store, Runs runs, IBlobStore blobs)
{
    /// <summary>Artifacts by path (ordinal), those below <paramref name="prefix"/>, after <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<RunArtifact>> ListAsync(string runId, string prefix, string? after, int count, CancellationToken cancellation)
    {
        if (prefix.Length > 0)
        {
            var faults = new Faults();
            ArtifactPath.Check(faults, prefix.TrimEnd('/'), "path_prefix");
            faults.ThrowIfAny();
        }

        await runs.GetAsync(runId, cancellation);
        await using var session = store.QuerySession();
        return await session.QueryAsync<RunArtifact>(
            """
            where data ->> 'RunId' = ? and starts_with(data ->> 'Path', ?) and (data ->> 'Path') collate "C" > ?
            order by (data ->> 'Path') collate "C" limit ?
            """,
            cancellation, runId, prefix, after ?? "", count);
    }

    /// <summary>The bytes of an artifact, verified when read to their end.</summary>
    public async Task<Stream> OpenAsync(string runId, string path, CancellationToken cancellation)
    {
        var faults = new Faults();
        Limits.CheckRunId(faults, runId);
        ArtifactPath.Check(faults, path, "path");
        faults.ThrowIfAny();
        await using var session = store.QuerySession();
        var artifact = await session.LoadAsync<RunArtifact>(RunArtifact.IdOf(runId, path), cancellation)
            ?? throw new NotFoundException("artifact", $"{runId}/{path}");
        return await blobs.OpenAsync(artifact.Digest, cancellation);
    }
}
