using MlOps.Contracts.Registry.V1;

namespace MlOps.Serving.Deployments;

/// <summary>What the registry says of a deployment's target: the version that it names, as of a revision of the model.</summary>
/// <param name="RegistryRevision">The revision, or an older one.</param>
/// <param name="Version">The version; null when the alias names none.</param>
/// <param name="ModelArchived">Whether the model is archived: it gets no new deployments.</param>
internal sealed record Standing(long RegistryRevision, ModelVersion? Version, bool ModelArchived = false)
{
    /// <summary>The version, if it may serve.</summary>
    public ActiveVersion? Approved => Version is { Approval: ApprovalState.Approved } version
        ? new ActiveVersion(
            version.Version, version.ArtifactDigest, version.ReferenceProfileDigest, version.ApprovalValidUntil?.ToDateTimeOffset())
        : null;

    /// <summary>Why there is nothing to serve.</summary>
    public string Refusal => Version is null ? "the alias names no version any longer" : Version.Approval switch
    {
        ApprovalState.NotRequested => "its approval was never requested",
        ApprovalState.Pending => "it waits for approval",
        ApprovalState.Rejected => Rejected(Version.ApprovalDecidedBy, Version.ApprovalReason),
        ApprovalState.Withdrawn => Withdrawn(Version.ApprovalDecidedBy, Version.ApprovalReason),
        ApprovalState.Expired => "its approval has expired",
        _ => "it is not approved",
    };

    public static string Rejected(string by, string reason) => $"it was rejected by {by}: {reason}";

    public static string Withdrawn(string by, string reason) => $"its approval was withdrawn by {by}: {reason}";
}
