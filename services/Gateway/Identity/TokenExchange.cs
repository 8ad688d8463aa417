using MlOps.Gateway.Keys;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Identity;

/// <summary>Makes of a valid outside token the inside token that services accept, for a minute.</summary>
internal sealed class TokenExchange(KeyRing ring, IdentitySettings settings, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(60);
    private readonly RenewedTokens<(string Token, string Key)> inside = new(Life, time);

    /// <summary>The inside token of this holder; the same one until half its life is over.</summary>
    public string For(TokenHolder holder)
    {
        var key = ring.Signing.Key;
        return inside.Get((holder.TokenId, key.Kid), (_, from, until) => new TokenContent(
            TokenTypes.Inside, settings.Issuer, Audiences.Inside, holder, from, until).Sign(key));
    }
}
