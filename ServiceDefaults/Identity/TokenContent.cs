using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>What a token of one of the <see cref="TokenTypes"/> says, before it is signed.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Issuer">Who signs it.</param>
/// <param name="Audience">Whom it is for.</param>
/// <param name="Holder">Whom it speaks for.</param>
/// <param name="IssuedAt">From when on it holds.</param>
/// <param name="ExpiresAt">Until when.</param>
internal sealed record TokenContent(
    string Type, string Issuer, string Audience, TokenHolder Holder, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    private static readonly JsonWebTokenHandler Writer = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Signs it with ES256.</summary>
    public string Sign(SigningKey key) => Writer.CreateToken(new SecurityTokenDescriptor
    {
        TokenType = Type,
        Issuer = Issuer,
        Audience = Audience,
        IssuedAt = IssuedAt.UtcDateTime,
        NotBefore = IssuedAt.UtcDateTime,
        Expires = ExpiresAt.UtcDateTime,
        Claims = Claims(),
        SigningCredentials = key.Credentials,
    });

    private Dictionary<string, object> Claims() => Type == TokenTypes.Delegation
        ? new() { [TokenClaims.Subject] = Issuer, [TokenClaims.ActFor] = Of(Holder) }
        : Of(Holder);

    private static Dictionary<string, object> Of(TokenHolder holder)
    {
        var claims = new Dictionary<string, object>
        {
            [TokenClaims.Subject] = holder.Subject,
            [TokenClaims.Roles] = holder.Roles.ToArray(),
            [TokenClaims.Workspaces] = holder.Workspaces.ToArray(),
        };
        if (holder.TokenId.Length > 0) claims[TokenClaims.Id] = holder.TokenId;
        if (holder.Permissions.Count > 0) claims[TokenClaims.Permissions] = holder.Permissions.ToArray();
        if (holder.Elevation is not null) claims[TokenClaims.Elevation] = holder.Elevation;
        if (holder.Owner is not null) claims[TokenClaims.Owner] = holder.Owner;
        return claims;
    }
}
