using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.Tests.Identity;

/// <summary>A token put together by hand, valid unless the test changes something.</summary>
internal sealed class RawToken
{
    public RawToken(string type, string issuer, string audience, string subject, DateTimeOffset? now = null)
    {
        var from = (now ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds();
        Header = new() { ["alg"] = "ES256", ["typ"] = type };
        Claims = new()
        {
            ["iss"] = issuer, ["aud"] = audience, ["sub"] = subject, ["roles"] = new[] { "engineer" }, ["workspaces"] = new[] { "default" },
            ["jti"] = "t-1", ["iat"] = from, ["nbf"] = from, ["exp"] = from + 60,
        };
    }

    public Dictionary<string, object> Header { get; }

    public Dictionary<string, object> Claims { get; }

    public RawToken With(string claim, object? value)
    {
        if (value is null) Claims.Remove(claim);
        else Claims[claim] = value;
        return this;
    }

    public RawToken WithHeader(string name, object value)
    {
        Header[name] = value;
        return this;
    }

    /// <summary>Signed with ES256.</summary>
    public string Sign(SigningKey key)
    {
        Header.TryAdd("kid", key.Kid);
        using var pair = ECDsa.Create();
        pair.ImportFromPem(key.ToPem());
        return Sign(bytes => pair.SignData(bytes, HashAlgorithmName.SHA256));
    }

    /// <summary>Signed in another way.</summary>
    public string Sign(Func<byte[], byte[]> signature)
    {
        var signed = $"{Encode(Header)}.{Encode(Claims)}";
        return $"{signed}.{Base64Url.EncodeToString(signature(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(Dictionary<string, object> part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
}
