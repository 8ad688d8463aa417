using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Metadata as HTTP headers: bytes in Base64.</summary>
internal static class WireMetadata
{
    /// <summary>Adds a received header.</summary>
    /// <exception cref="FormatException">The key is binary and the value is not Base64.</exception>
    /// <exception cref="ArgumentException">The name is none that metadata may have.</exception>
    public static void AddReceived(this Metadata metadata, string name, string value)
    {
        if (name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase)) metadata.Add(name, FromBase64(value));
        else metadata.Add(name, value);
    }

    /// <summary>The value of an entry as a header.</summary>
    public static string ToHeaderValue(this Metadata.Entry entry) => entry.IsBinary ? Convert.ToBase64String(entry.Bytes) : entry.Value;

    private static byte[] FromBase64(string value) => Convert.FromBase64String((value.Length % 4) switch
    {
        2 => value + "==",
        3 => value + "=",
        _ => value,
    });
}
