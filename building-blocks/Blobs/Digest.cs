using System.Buffers;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Blobs;

/// <summary>Validates and formats digests: <c>sha256:</c> followed by 64 lower-case hexadecimal digits.</summary>
public static class Digest
{
    private const string Prefix = "sha256:";
    private const int HexLength = 64;
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether the text is a valid digest.</summary>
    public static bool IsValid(string? digest) =>
        digest is { Length: 7 + HexLength }
        && digest.StartsWith(Prefix, StringComparison.Ordinal)
        && !digest.AsSpan(Prefix.Length).ContainsAnyExcept(Hex);

    internal static string Of(ReadOnlySpan<byte> sha256) => Prefix + Convert.ToHexStringLower(sha256);

    /// <summary>The hexadecimal digits of a digest; the validation also prevents path traversal.</summary>
    /// <exception cref="InvalidRequestException">The text is not a digest; the field is <c>digest</c>.</exception>
    internal static string HexOf(string digest) =>
        IsValid(digest)
            ? digest[Prefix.Length..]
            : throw new InvalidRequestException("digest", "must be sha256: and 64 hexadecimal digits");
}
