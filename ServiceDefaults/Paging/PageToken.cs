using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Paging;

/// <summary>Opaque page tokens for keyset pagination: the last key of a page with a checksum that detects malformed tokens.</summary>
public static class PageToken
{
    private const int ChecksumBytes = 4;
    private const int MaxLength = 4096;

    /// <summary>Encodes the token of the page after <paramref name="lastKey"/>.</summary>
    public static string Encode(string lastKey)
    {
        var key = Encoding.UTF8.GetBytes(lastKey);
        return Base64Url.EncodeToString([.. Checksum(key), .. key]);
    }

    /// <summary>Decodes the key after which the page begins; null for the first page (no token).</summary>
    /// <exception cref="InvalidRequestException">The token is malformed; the field is <c>page_token</c>.</exception>
    public static string? Decode(string? token)
    {
        if (string.IsNullOrEmpty(token)) return null;
        if (token.Length <= MaxLength && Base64Url.IsValid(token))
        {
            var bytes = Base64Url.DecodeFromChars(token);
            // PostgreSQL cannot store U+0000, so no key contains it.
            if (bytes.Length >= ChecksumBytes
                && Checksum(bytes.AsSpan(ChecksumBytes)).SequenceEqual(bytes.AsSpan(0, ChecksumBytes))
                && !bytes.AsSpan(ChecksumBytes).Contains((byte)0))
            {
                return Encoding.UTF8.GetString(bytes, ChecksumBytes, bytes.Length - ChecksumBytes);
            }
        }

        throw Foreign();
    }

    /// <summary>The exception for a token whose key does not belong to this list.</summary>
    public static InvalidRequestException Foreign() => new("page_token", "is not a token that a previous page returned");

    private static ReadOnlySpan<byte> Checksum(ReadOnlySpan<byte> key) => SHA256.HashData(key).AsSpan(0, ChecksumBytes);
}
