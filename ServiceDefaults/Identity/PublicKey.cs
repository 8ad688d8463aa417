using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.IdentityModel.Tokens;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>The public half of an ES256 key as a JWK (RFC 7517); its <c>kid</c> is its thumbprint (RFC 7638).</summary>
internal sealed record PublicKey(
    [property: JsonPropertyName("kty")] string KeyType,
    [property: JsonPropertyName("crv")] string Curve,
    [property: JsonPropertyName("x")] string X,
    [property: JsonPropertyName("y")] string Y,
    [property: JsonPropertyName("use")] string Use,
    [property: JsonPropertyName("alg")] string Algorithm,
    [property: JsonPropertyName("kid")] string Kid)
{
    private const string EllipticCurve = "EC";
    private const string P256 = "P-256";

    /// <summary>The public half of a key.</summary>
    public static PublicKey Of(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        return new PublicKey(EllipticCurve, P256, x, y, "sig", SecurityAlgorithms.EcdsaSha256, Thumbprint(x, y));
    }

    /// <summary>Reads a JWK; null if it is not one, is of another kind of key, or has a <c>kid</c> that is not its thumbprint.</summary>
    public static PublicKey? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<PublicKey>(json) is { KeyType: EllipticCurve, Curve: P256, X: not null, Y: not null } key
                && key.Kid == Thumbprint(key.X, key.Y)
                ? key
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>The key for the validation of signatures.</summary>
    /// <exception cref="CryptographicException">The point is not on the curve.</exception>
    public ECDsaSecurityKey ToSecurityKey() => new(ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = Base64Url.DecodeFromChars(X), Y = Base64Url.DecodeFromChars(Y) },
    })) { KeyId = Kid };

    private static string Thumbprint(string x, string y) => Base64Url.EncodeToString(
        SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"{{P256}}","kty":"{{EllipticCurve}}","x":"{{x}}","y":"{{y}}"}""")));
}
