namespace MlOps.ServiceDefaults.Identity;

/// <summary>The names of claims, in tokens and of the request's user.</summary>
internal static class TokenClaims
{
    public const string Subject = "sub";
    public const string Id = "jti";
    public const string Roles = "roles";
    public const string Workspaces = "workspaces";

    /// <summary>The person who is answerable for a service account; only in its tokens.</summary>
    public const string Owner = "owner";

    /// <summary>What custom roles allow, as patterns; only in tokens within the system.</summary>
    public const string Permissions = "permissions";

    /// <summary>The elevation under which the subject acts; only in tokens within the system.</summary>
    public const string Elevation = "elevation";

    /// <summary>The person whom a delegation speaks for: an object with the claims above.</summary>
    public const string ActFor = "act_for";

    /// <summary>The service that signed a delegation; only of the request's user.</summary>
    public const string Via = "via";
}
