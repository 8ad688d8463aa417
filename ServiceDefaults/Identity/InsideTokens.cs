using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>
/// Validates what services accept: inside tokens of the gateway, and what other services sign with keys of their own, for themselves
/// or for the person whom they work for. Outside tokens are none of these.
/// </summary>
internal sealed class InsideTokens(
    ServiceIdentity identity, IdentitySettings settings, DiscoveredKeys issuer, ServiceKeys services, TimeProvider time)
    : CheckedTokens(time)
{
    /// <summary>The authentication type of callers within the system.</summary>
    public const string Type = "inside";

    private readonly TokenRules inside =
        new(TokenRules.OwnAlgorithms, [TokenTypes.Inside], settings.Issuer, Audiences.Inside);

    protected override string AuthenticationType => Type;

    protected override async Task<TokenValidationResult> CheckAsync(JsonWebToken token) => token.Typ switch
    {
        TokenTypes.Inside => await CheckAsync(token, inside, await issuer.FindAsync(token.Kid), claims => HolderClaims.Read(claims)),
        TokenTypes.Service => await CheckAsync(token, Of(token), KeyOf(token), claims => ServiceOf(claims, token.Issuer)),
        TokenTypes.Delegation => await CheckAsync(token, Of(token), KeyOf(token), claims => PersonOf(claims, token.Issuer)),
        _ => Refused("The token is of no kind that a service accepts."),
    };

    // The key belongs to the issuer that it is looked up for, so a service cannot sign as another one.
    private SecurityKey? KeyOf(JsonWebToken token) => services.Find(token.Issuer, token.Kid);

    private TokenRules Of(JsonWebToken token) =>
        new(TokenRules.OwnAlgorithms, [token.Typ], token.Issuer, Audiences.Of(identity.Service), ServiceTokens.Life);

    /// <summary>A service as itself, whatever else it says.</summary>
    private static TokenHolder? ServiceOf(JsonElement claims, string issuer) =>
        HolderClaims.Read(claims) is { } holder && holder.Subject == issuer
            ? new TokenHolder(issuer, [ServiceIdentity.Role], [TokenHolder.AllWorkspaces], "")
            : null;

    private static TokenHolder? PersonOf(JsonElement claims, string issuer) =>
        claims.TryGetProperty(TokenClaims.ActFor, out var person) ? HolderClaims.Read(person, via: issuer) : null;
}
