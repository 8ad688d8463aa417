using MlOps.Gateway.Keys;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Tokens;

/// <summary>Makes the value of a token: what it says follows from the record, so that a repeated request gets an equal one.</summary>
internal sealed class TokenSigner(KeyRing ring, IdentitySettings settings)
{
    public string Sign(Token token) => new TokenContent(
        TokenTypes.Outside, settings.Issuer, Audiences.Outside,
        new TokenHolder(token.Subject, token.Roles, token.Workspaces, token.TokenId, token.Owner), token.CreatedAt, token.ExpiresAt)
        .Sign(ring.Signing.Key);
}
