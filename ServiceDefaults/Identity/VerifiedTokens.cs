using System.Collections.Concurrent;
using System.Security.Claims;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>Verifies bearer tokens, each of them once: the same few come with most requests.</summary>
internal sealed class VerifiedTokens(IdentityKey key, TimeProvider time)
{
    /// <summary>Services issue tokens for minutes only, so what is kept is dropped now and then.</summary>
    private const int Capacity = 1000;

    private readonly ConcurrentDictionary<string, Verified> kept = new();

    /// <summary>Whom a token speaks for; null if it is not one of this system, or has expired.</summary>
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
