using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>What every token must satisfy: algorithm, type, issuer and audience exactly, signature, and lifetime.</summary>
/// <param name="Algorithms">The signature algorithms that are accepted.</param>
/// <param name="Types">The types that are accepted.</param>
/// <param name="Issuer">The issuer.</param>
/// <param name="Audience">The audience.</param>
/// <param name="LongestLife">The longest time between its beginning and its end; null for any.</param>
/// <param name="NeedsBeginning">Whether <c>nbf</c> is required; otherwise a token without one holds from <c>iat</c> on.</param>
internal sealed record TokenRules(
    IReadOnlyList<string> Algorithms, IReadOnlyList<string> Types, string Issuer, string Audience, TimeSpan? LongestLife = null,
    bool NeedsBeginning = true)
{
    /// <summary>How far the clocks of two machines may differ.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>The only algorithm of our own tokens.</summary>
    public static readonly IReadOnlyList<string> OwnAlgorithms = [SecurityAlgorithms.EcdsaSha256];

    /// <summary>As the framework wants them, for the key that the token names.</summary>
    public TokenValidationParameters With(SecurityKey key, TimeProvider time) => new()
    {
        ValidAlgorithms = Algorithms,
        ValidTypes = Types,
        ValidIssuer = Issuer,
        ValidAudience = Audience,
        IssuerSigningKey = key,
        TryAllIssuerSigningKeys = false,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        RequireAudience = true,
        LifetimeValidator = (from, until, token, _) => Holds(from ?? IssuedAt(token), until, time.GetUtcNow().UtcDateTime),
    };

    private DateTime? IssuedAt(SecurityToken token) =>
        !NeedsBeginning && token is JsonWebToken { IssuedAt: var at } && at > DateTime.MinValue ? at : null;

    private bool Holds(DateTime? from, DateTime? until, DateTime now) =>
        from is { } begin && until is { } end && begin <= end
        && begin <= now + ClockSkew && end > now - ClockSkew
        && (LongestLife is null || end - begin <= LongestLife);
}
