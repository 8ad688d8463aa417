using System.Collections.Concurrent;
using System.Security.Claims;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>Verifies bearer tokens and caches the valid ones.</summary>
internal sealed class VerifiedTokens(IdentityKey key, TimeProvider time)
{
    /// <summary>The cache is cleared at this size: services issue a new token per call, so most entries are stale.</summary>
    private const int Capacity = 1000;

    private readonly ConcurrentDictionary<string, Verified> kept = new();

    /// <summary>The principal of a token; null if its signature is invalid or it has expired.</summary>
    public ClaimsPrincipal? PrincipalOf(string token)
    {
        var now = time.GetUtcNow();
        if (kept.TryGetValue(token, out var known)) return known.ExpiresAtUnixSeconds > now.ToUnixTimeSeconds() ? known.Principal : null;
        if (AccessToken.Verify(token, key, now) is not { } verified) return null;
        if (kept.Count >= Capacity) kept.Clear();
        return (kept[token] = new Verified(PrincipalOf(verified), verified.ExpiresAtUnixSeconds)).Principal;
    }

    private static ClaimsPrincipal PrincipalOf(AccessToken token)
    {
        var identity = new ClaimsIdentity(BearerHandler.SchemeName, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.Name, token.Subject));
        identity.AddClaim(new Claim(BearerHandler.WorkspaceClaim, token.Workspace));
        foreach (var role in token.Roles) identity.AddClaim(new Claim(ClaimTypes.Role, role));
        return new ClaimsPrincipal(identity);
    }

    private sealed record Verified(ClaimsPrincipal Principal, long ExpiresAtUnixSeconds);
}
