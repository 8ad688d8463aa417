namespace MlOps.Gateway.Members;

/// <summary>The roles that a person has as a member of a workspace, and until when.</summary>
internal sealed record Membership(string Workspace, IReadOnlyList<string> Roles, DateTimeOffset? ExpiresAt)
{
    public bool HoldsAt(DateTimeOffset now) => ExpiresAt is null || ExpiresAt > now;
}
