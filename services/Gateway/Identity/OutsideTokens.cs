using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using MlOps.Gateway.Keys;
using MlOps.Gateway.Tokens;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Identity;

/// <summary>
/// Validates what callers outside show the gateway: its own outside tokens that have not ended, and those of an external provider, if
/// there is one. Tokens for the inside are none of these.
/// </summary>
internal sealed class OutsideTokens(
    IdentitySettings settings, KeyRing ring, EndedTokens ended, TokenUses uses, ExternalProvider external, TimeProvider time)
    : CheckedTokens(time)
{
    /// <summary>The authentication type of callers outside the system.</summary>
    public const string Type = "outside";

    private readonly TimeProvider time = time;

    private readonly TokenRules own = new(
        TokenRules.OwnAlgorithms, [TokenTypes.Outside], settings.Issuer, Audiences.Outside, TimeSpan.FromDays(Limits.Days));

    protected override string AuthenticationType => Type;

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        var result = await base.ValidateTokenAsync(token, validationParameters);
        if (result.IsValid && result.ClaimsIdentity.FindFirst(TokenClaims.Id)?.Value is { } id) uses.Mark(id, time.GetUtcNow());
        return result;
    }

    protected override async Task<TokenValidationResult> CheckAsync(JsonWebToken token)
    {
        if (external.Issues(token))
            return await CheckAsync(token, external.Rules, await external.FindAsync(token.Kid), claims => external.Read(claims, token));
        return await CheckAsync(
            token, own, ring.Find(token.Kid), claims => HolderClaims.Read(claims) is { TokenId.Length: > 0 } holder ? holder : null);
    }

    protected override string? Withdrawn(JsonWebToken token)
    {
        if (external.Issues(token)) return null;
        if (ring.Find(token.Kid) is null) return "The token's key was withdrawn.";
        return ended.Has(token.Id, time.GetUtcNow()) ? "The token was revoked." : null;
    }
}
