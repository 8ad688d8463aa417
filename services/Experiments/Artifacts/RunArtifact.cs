using MlOps.Experiments.Tracking;

namespace MlOps.Experiments.Artifacts;

/// <summary>A file of a run: the latest upload to its path.</summary>
public sealed record RunArtifact(string Id, string RunId, string Path, string Digest, long SizeBytes)
{
    /// <summary>The id of an artifact's document.</summary>
    public static string IdOf(string runId, string path) => $"{runId}:{path}";

    public static RunArtifact Create(ArtifactUploaded e) => new(IdOf(e.RunId, e.Path), e.RunId, e.Path, e.Digest, e.SizeBytes);

    public RunArtifact Apply(ArtifactUploaded e) => this with { Digest = e.Digest, SizeBytes = e.SizeBytes };
}
