namespace MlOps.Gateway.Identity;

/// <summary>An OpenID provider whose access tokens the gateway accepts beside its own: section <c>Identity:External</c>.</summary>
internal sealed record ExternalOptions
{
    /// <summary>The provider's issuer, which is where it publishes its keys; empty for none.</summary>
    public string Authority { get; init; } = "";

    /// <summary>
    /// Whether the provider may be on this machine or in a private IPv4 network, and without TLS; else it is reached at public addresses
    /// over HTTPS only, whatever its name and its documents lead to.
    /// </summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>The audience that its tokens must have.</summary>
    public string Audience { get; init; } = "";

    /// <summary>The claim with the person's name.</summary>
    public string SubjectClaim { get; init; } = "sub";

    /// <summary>The claim with the person's roles or groups, a text or a list.</summary>
    public string RoleClaim { get; init; } = "roles";

    /// <summary>What each value of the role claim is here: ours by the provider's. Others are left out.</summary>
    public Dictionary<string, string> Roles { get; init; } = [];

    /// <summary>The claim with the person's workspaces, a text or a list.</summary>
    public string WorkspaceClaim { get; init; } = "workspaces";

    /// <summary>What each value of the workspace claim is here; without any, values are names of workspaces themselves.</summary>
    public Dictionary<string, string> Workspaces { get; init; } = [];
}
