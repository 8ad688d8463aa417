using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Metadata as HTTP headers: bytes in Base64, several values of a binary key also joined by commas.</summary>
internal static class WireMetadata
{
    /// <summary>Adds a received header.</summary>
    /// <exception cref="RpcException">INTERNAL: the key is binary and the value is not Base64.</exception>
    public static void AddReceived(this Metadata metadata, string name, string value)
    {
        var key = name.ToLowerInvariant();
        if (!key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal))
        {
            metadata.Add(Metadata.Entry.FromWire(key, value));
            return;
        }
        foreach (var range in value.AsSpan().Split(',')) metadata.Add(Metadata.Entry.FromWire(key, FromBase64(key, value.AsSpan()[range].Trim())));
    }

    /// <summary>The value of an entry as a header.</summary>
    public static string ToHeaderValue(this Metadata.Entry entry) => entry.IsBinary ? Convert.ToBase64String(entry.Bytes) : entry.Value;

    private static byte[] FromBase64(string key, ReadOnlySpan<char> value)
    {
        var padding = (4 - (value.Length & 3)) & 3;
        try
        {
            return Convert.FromBase64String(padding is 1 or 2 ? string.Concat(value, "==".AsSpan(0, padding)) : value.ToString());
        }
        catch (FormatException exception)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"Malformed binary metadata {key}.", exception));
        }
    }
}
