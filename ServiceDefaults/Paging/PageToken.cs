using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.ServiceDefaults.Paging;

/// <summary>Opaque tokens of keyset paging: the last key of a page, with a checksum so that anything else is refused.</summary>
public static class PageToken
{
    private const int ChecksumBytes = 4;
    private const int MaxLength = 4096;

    /// <summary>The token of the page after <paramref name="lastKey"/>.</summary>
    public static string Encode(string lastKey)
    {
        var key = Encoding.UTF8.GetBytes(lastKey);
        return Base64Url.EncodeToString([.. Checksum(key), .. key]);
    }

    /// <summary>The key to go on after; null for the first page (no token). Garbage is INVALID_ARGUMENT on <c>page_token</c>.</summary>
    public static string? Decode(string? token)
    {
        if (string.IsNullOrEmpty(token)) return null;
        if (token.Length <= MaxLength && Base64Url.IsValid(token))
        {
            var bytes = Base64Url.DecodeFromChars(token);
            // U+0000 is in no key, since the database cannot store it.
            if (bytes.Length >= ChecksumBytes
                && Checksum(bytes.AsSpan(ChecksumBytes)).SequenceEqual(bytes.AsSpan(0, ChecksumBytes))
                && !bytes.AsSpan(ChecksumBytes).Contains((byte)0))
            {
                return Encoding.UTF8.GetString(bytes, ChecksumBytes, bytes.Length - ChecksumBytes);
            }
        }

        throw Foreign();
    }

    /// <summary>What is thrown for a token whose key is none of this list.</summary>
    public static InvalidRequestException Foreign() => new("page_token", "is not a token that a previous page returned");

    private static ReadOnlySpan<byte> Checksum(ReadOnlySpan<byte> key) => SHA256.HashData(key).AsSpan(0, ChecksumBytes);
}
