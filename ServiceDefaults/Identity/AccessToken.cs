using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>The claims of a bearer token: a JWT (RFC 7519) signed with HS256; no other algorithm is accepted.</summary>
public sealed record AccessToken(
    [property: JsonPropertyName("sub")] string Subject,
    [property: JsonPropertyName("roles")] IReadOnlyList<string> Roles,
    [property: JsonPropertyName("workspace")] string Workspace,
    [property: JsonPropertyName("exp")] long ExpiresAtUnixSeconds)
{
    private const int MaxLength = 4096;
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    /// <summary>Serializes and signs the token.</summary>
    public string Issue(IdentityKey key)
    {
        var signed = $"{Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this))}";
        return $"{signed}.{Base64Url.EncodeToString(Sign(signed, key))}";
    }

    /// <summary>Parses a token; null if it is malformed, has an invalid signature or has expired.</summary>
    public static AccessToken? Verify(string token, IdentityKey key, DateTimeOffset now)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var header, var payload, var signature]) return null;
        if (!TryDecode(signature, out var given)) return null;
        if (!CryptographicOperations.FixedTimeEquals(Sign($"{header}.{payload}", key), given)) return null;
        // The signature is valid here. The header is still checked, against algorithm confusion.
        if (!TryDecode(header, out var headerJson) || !IsHs256(headerJson) || !TryDecode(payload, out var json)) return null;
        var read = Read(json);
        return read is { Subject.Length: > 0, Roles: not null, Workspace.Length: > 0 }
            && read.ExpiresAtUnixSeconds > now.ToUnixTimeSeconds()
            ? read
            : null;
    }

    internal static byte[] Sign(string text, IdentityKey key) => HMACSHA256.HashData(key.Bytes, Encoding.ASCII.GetBytes(text));

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = [];
        if (!Base64Url.IsValid(text)) return false;
        bytes = Base64Url.DecodeFromChars(text);
        return true;
    }

    private static bool IsHs256(byte[] header)
    {
        try
        {
            using var json = JsonDocument.Parse(header);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("alg", out var algorithm)
                && algorithm.ValueKind == JsonValueKind.String
                && algorithm.ValueEquals("HS256"u8);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static AccessToken? Read(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<AccessToken>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
