using System.Security.Claims;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>Whom a token speaks for, and what it allows: each of the roles in each of the workspaces.</summary>
/// <param name="Subject">The person, service account or service.</param>
/// <param name="Roles">The roles.</param>
/// <param name="Workspaces">The workspaces; <c>*</c> is all of them.</param>
/// <param name="TokenId">The id of the outside token that it began with; empty for services.</param>
/// <param name="Owner">The person who is answerable for a service account; null otherwise.</param>
/// <param name="Via">The service that acts for the subject; null otherwise.</param>
internal sealed record TokenHolder(
    string Subject, IReadOnlyList<string> Roles, IReadOnlyList<string> Workspaces, string TokenId, string? Owner = null, string? Via = null)
{
    /// <summary>What custom roles allow, as patterns of permissions.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>The elevation under which the subject acts; null where there is none.</summary>
    public string? Elevation { get; init; }

    /// <summary>The workspaces that the holder may enter, where these are more than those in which the roles hold; else null.</summary>
    public IReadOnlyList<string>? Enters { get; init; }

    /// <summary>When some of what the holder has ends; null where only the token's own end counts.</summary>
    public DateTimeOffset? RightsEnd { get; init; }

    /// <summary>Stands for every workspace.</summary>
    public const string AllWorkspaces = "*";

    /// <summary>Whether the token holds in a workspace.</summary>
    public bool MayEnter(string workspace) => Workspaces.Contains(workspace) || Workspaces.Contains(AllWorkspaces);

    /// <summary>As the user of a request.</summary>
    public ClaimsIdentity ToIdentity(string authenticationType)
    {
        var identity = new ClaimsIdentity(authenticationType, TokenClaims.Subject, TokenClaims.Roles);
        identity.AddClaim(new Claim(TokenClaims.Subject, Subject));
        identity.AddClaim(new Claim(TokenClaims.Id, TokenId));
        foreach (var role in Roles) identity.AddClaim(new Claim(TokenClaims.Roles, role));
        foreach (var workspace in Workspaces) identity.AddClaim(new Claim(TokenClaims.Workspaces, workspace));
        foreach (var permission in Permissions) identity.AddClaim(new Claim(TokenClaims.Permissions, permission));
        if (Elevation is not null) identity.AddClaim(new Claim(TokenClaims.Elevation, Elevation));
        if (Owner is not null) identity.AddClaim(new Claim(TokenClaims.Owner, Owner));
        if (Via is not null) identity.AddClaim(new Claim(TokenClaims.Via, Via));
        return identity;
    }

    /// <summary>The user of a request; without a valid token nobody, with no workspace.</summary>
    public static TokenHolder Of(ClaimsPrincipal user) => new(
        user.FindFirstValue(TokenClaims.Subject) ?? "",
        [.. user.FindAll(TokenClaims.Roles).Select(claim => claim.Value)],
        [.. user.FindAll(TokenClaims.Workspaces).Select(claim => claim.Value)],
        user.FindFirstValue(TokenClaims.Id) ?? "",
        user.FindFirstValue(TokenClaims.Owner),
        user.FindFirstValue(TokenClaims.Via))
    {
        Permissions = [.. user.FindAll(TokenClaims.Permissions).Select(claim => claim.Value)],
        Elevation = user.FindFirstValue(TokenClaims.Elevation),
    };

    /// <summary>As whom a caller goes on to other services.</summary>
    public static TokenHolder Of(Caller caller) =>
        new(caller.Subject, caller.Roles, caller.Workspaces, caller.TokenId, caller.Owner)
        {
            Permissions = caller.Permissions, Elevation = caller.Elevation,
        };
}
