using System.Buffers;

namespace Grpc.Core;

/// <summary>The alphabet of metadata keys: lower-case letters, digits, <c>_</c>, <c>-</c> and <c>.</c>.</summary>
internal static class MetadataKey
{
    private static readonly SearchValues<char> Valid = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");

    public static string Normalize(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.AsSpan().ContainsAnyExcept(Valid))
            throw new ArgumentException("Metadata entry key not valid. Keys can only contain alphanumeric characters, underscores, hyphens and dots.", nameof(key));
        return key.ToLowerInvariant();
    }
}
