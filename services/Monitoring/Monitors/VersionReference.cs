using Marten.Events.Projections;

namespace MlOps.Monitoring.Monitors;

/// <summary>
/// The reference profile of a version that a deployment served at some time: windows of earlier versions can still be evaluated.
/// </summary>
public sealed record VersionReference(string Id, string Model, string ProfileDigest)
{
    public static string IdOf(string deployment, long version) => $"{deployment}@{version}";
}

/// <summary>Keeps <see cref="VersionReference"/>: a document of its own, so that the monitor does not grow with its versions.</summary>
public sealed partial class VersionReferenceProjection : EventProjection
{
    public VersionReference Create(MonitorCreated e) =>
        new(VersionReference.IdOf(e.Deployment, e.ModelVersion), e.Model, e.ReferenceProfileDigest);

    public VersionReference Create(MonitorReferenceChanged e) =>
        new(VersionReference.IdOf(e.Deployment, e.ModelVersion), e.Model, e.ReferenceProfileDigest);
}
