using Marten.Events.Projections;
using MlOps.Experiments.Tracking;

namespace MlOps.Experiments.Artifacts;

/// <summary>Keeps <see cref="RunArtifact"/>: one for each path of a run.</summary>
public sealed partial class RunArtifactProjection : MultiStreamProjection<RunArtifact, string>
{
    public RunArtifactProjection() => Identity<ArtifactUploaded>(e => RunArtifact.IdOf(e.RunId, e.Path));
}
