using MlOps.Gateway.Keys;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Identity;

/// <summary>
/// Makes of a valid outside token the inside token that services accept, for a minute, but not beyond the end of what its caller has.
/// </summary>
internal sealed class TokenExchange(KeyRing ring, IdentitySettings settings, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(60);
    private readonly RenewedTokens<(string Token, string Key, string Rights)> inside = new(Life, time);

    /// <summary>The inside token of this caller; the same one until half its life is over.</summary>
    public string For(Caller caller)
    {
        var holder = TokenHolder.Of(caller);
        // Names of many workspaces and many permissions together are too long for a header.
        if (holder.Permissions.Count > 0) holder = holder with { Workspaces = [caller.Workspace] };
        var key = ring.Signing.Key;
        return inside.Get((holder.TokenId, key.Kid, RightsOf(holder)), (_, from, until) => new TokenContent(
            TokenTypes.Inside, settings.Issuer, Audiences.Inside, holder, from, until).Sign(key),
            caller.RightsEnd);
    }

    /// <summary>What one outside token allows is not always the same: a custom role changes, an elevation begins and ends.</summary>
    private static string RightsOf(TokenHolder holder) =>
        $"{string.Join(' ', holder.Roles)}|{string.Join(' ', holder.Workspaces)}|{string.Join(' ', holder.Permissions)}|{holder.Elevation}";
}
