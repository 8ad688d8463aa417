using MlOps.ServiceDefaults.Errors;

namespace MlOps.Serving.Deployments;

/// <summary>A deployment follows <paramref name="Alias"/> of the model, or stays at <paramref name="Version"/>.</summary>
public sealed record DeploymentCreated(
    string Deployment, string Model, string? Alias, long? Version, string FeatureService, string CreatedBy, DateTimeOffset CreatedAt);

/// <summary>A version was loaded and takes the deployment's traffic from now on.</summary>
/// <param name="RegistryRevision">Version of the model's stream that this follows; a stale one never replaces a newer one.</param>
/// <param name="ValidUntil">When the version's approval ends, if it does.</param>
public sealed record ModelVersionDeployed(
    string Deployment, string Model, long Version, long? ReplacedVersion, string ArtifactDigest, string ReferenceProfileDigest,
    string FeatureService, long RegistryRevision, DateTimeOffset? ValidUntil);

/// <summary>A version did not load; an earlier one, if any, goes on serving.</summary>
public sealed record ModelLoadFailed(string Deployment, string Model, long Version, string Error, long RegistryRevision);

/// <summary>The version that answered may do so no longer; the deployment answers nothing until another one is deployed.</summary>
public sealed record ModelVersionUndeployed(string Deployment, string Model, long Version, string Reason, long RegistryRevision);

public sealed record DeploymentRetired(string Deployment);

/// <summary>What state a deployment is in.</summary>
public enum DeploymentStatus
{
    Pending,
    Ready,
    Failed,
    Retired,
    Blocked,
}

/// <summary>Traffic under one name, and the model version that answers it: stream <c>deployment/&lt;name&gt;</c>.</summary>
public sealed record Deployment(
    string Id, string Name, string Model, string? Alias, long? Version, string FeatureService, string CreatedBy, DateTimeOffset CreatedAt)
{
    public const string StreamPrefix = "deployment/";

    public DeploymentStatus Status { get; init; } = DeploymentStatus.Pending;

    public string StatusMessage { get; init; } = "";

    public ActiveVersion? Active { get; init; }

    /// <summary>The newest revision of the model that this deployment has acted on.</summary>
    public long RegistryRevision { get; init; }

    /// <summary>How many events made this state: the stream's version.</summary>
    public long Revision { get; init; } = 1;

    public static string StreamOf(string name) => StreamPrefix + name;

    public static Deployment Create(DeploymentCreated e) =>
        new(StreamOf(e.Deployment), e.Deployment, e.Model, e.Alias, e.Version, e.FeatureService, e.CreatedBy, e.CreatedAt);

    public Deployment Apply(ModelVersionDeployed e) => Next() with
    {
        Status = DeploymentStatus.Ready,
        StatusMessage = "",
        Active = new ActiveVersion(e.Version, e.ArtifactDigest, e.ReferenceProfileDigest, e.ValidUntil),
        RegistryRevision = e.RegistryRevision,
    };

    public Deployment Apply(ModelLoadFailed e) => Next() with
    {
        Status = DeploymentStatus.Failed,
        StatusMessage = $"version {e.Version}: {e.Error}",
        RegistryRevision = e.RegistryRevision,
    };

    public Deployment Apply(ModelVersionUndeployed e) => Next() with
    {
        Status = DeploymentStatus.Blocked,
        StatusMessage = $"version {e.Version}: {e.Reason}",
        Active = null,
        RegistryRevision = e.RegistryRevision,
    };

    public Deployment Apply(DeploymentRetired e) => Next() with { Status = DeploymentStatus.Retired, StatusMessage = "" };

    /// <exception cref="NotFoundException">There is no such deployment.</exception>
    public static Deployment Existing(Deployment? deployment, string name) => deployment ?? throw new NotFoundException("deployment", name);

    private Deployment Next() => this with { Revision = Revision + 1 };
}

/// <summary>The version that answers, its artifact, and until when it may answer.</summary>
public sealed record ActiveVersion(long Version, string ArtifactDigest, string ReferenceProfileDigest, DateTimeOffset? ValidUntil)
{
    public bool HasExpired(DateTimeOffset now) => ValidUntil <= now;
}
