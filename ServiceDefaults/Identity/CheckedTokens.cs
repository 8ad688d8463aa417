using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>Validates bearer tokens for the framework's <c>JwtBearer</c>, and remembers the valid ones until they end.</summary>
internal abstract class CheckedTokens(TimeProvider time) : TokenHandler
{
    /// <summary>The longest token that is looked at, in characters.</summary>
    public const int MaxLength = 8 * 1024;

    /// <summary>The memory is cleared at this size: tokens are short-lived, so most of what is in it has ended.</summary>
    private const int Capacity = 4096;

    private static readonly JsonWebTokenHandler Validator = new() { MapInboundClaims = false };
    private readonly ConcurrentDictionary<string, TokenValidationResult> remembered = new();

    /// <summary>The authentication type of users with such a token.</summary>
    protected abstract string AuthenticationType { get; }

    /// <inheritdoc/>
    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        if (remembered.TryGetValue(token, out var known))
        {
            var read = (JsonWebToken)known.SecurityToken;
            if (read.ValidTo > (time.GetUtcNow() - TokenRules.ClockSkew).UtcDateTime && Withdrawn(read) is null) return known;
            remembered.TryRemove(token, out _);
        }

        var result = await CheckAsync(token);
        if (!result.IsValid) return result;
        if (remembered.Count >= Capacity) remembered.Clear();
        return remembered[token] = result;
    }

    /// <summary>The validation of one token that was not seen before.</summary>
    protected abstract Task<TokenValidationResult> CheckAsync(JsonWebToken token);

    /// <summary>Why a token that was valid is so no longer before its time; null if it is.</summary>
    protected virtual string? Withdrawn(JsonWebToken token) => null;

    /// <summary>Checks a token against rules with the key that it names.</summary>
    protected async Task<TokenValidationResult> CheckAsync(
        JsonWebToken token, TokenRules rules, SecurityKey? key, Func<JsonElement, TokenHolder?> holder)
    {
        if (key is null) return Refused("The token is signed with an unknown key.");
        var result = await Validator.ValidateTokenAsync(token, rules.With(key, time));
        if (!result.IsValid) return result;
        if (Withdrawn(token) is { } reason) return Refused(reason);
        using var claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        if (holder(claims.RootElement) is not { } found) return Refused("The token's claims are incomplete.");
        result.ClaimsIdentity = found.ToIdentity(AuthenticationType);
        return result;
    }

    /// <summary>Parses a token without validating it; null if it is too long or malformed.</summary>
    public static JsonWebToken? TryRead(string token)
    {
        if (token.Length is 0 or > MaxLength) return null;
        try
        {
            return new JsonWebToken(token);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or JsonException or FormatException)
        {
            return null;
        }
    }

    protected static TokenValidationResult Refused(string reason) =>
        new() { IsValid = false, Exception = new SecurityTokenValidationException(reason) };

    private async Task<TokenValidationResult> CheckAsync(string text)
    {
        if (TryRead(text) is not { } token) return Refused("The token is malformed.");
        try
        {
            return await CheckAsync(token);
        }
        catch (UnavailableException e)
        {
            return new TokenValidationResult { IsValid = false, Exception = e };
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or JsonException or FormatException)
        {
            return Refused("The token is malformed.");
        }
    }
}
