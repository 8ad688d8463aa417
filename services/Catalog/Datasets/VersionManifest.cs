using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlOps.Blobs;

namespace MlOps.Catalog.Datasets;

/// <summary>A file of a version: path within the version, digest and size.</summary>
public sealed record StoredFile(
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("digest")] string Digest,
    [property: JsonPropertyName("size")] long SizeBytes);

/// <summary>
/// The manifest blob, whose digest is the digest of the version: path, digest and size of each file, sorted by path, as compact JSON
/// (<c>[{"path":…,"digest":…,"size":…},…]</c>).
/// </summary>
internal static class VersionManifest
{
    public static byte[] Write(IEnumerable<StoredFile> files) =>
        JsonSerializer.SerializeToUtf8Bytes(files.OrderBy(file => file.Path, StringComparer.Ordinal));

    public static string DigestOf(IEnumerable<StoredFile> files) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Write(files)))}";

    /// <summary>Reads the files from a stored manifest.</summary>
    public static async Task<IReadOnlyList<StoredFile>> ReadAsync(IBlobStore blobs, string digest, CancellationToken cancellation)
    {
        await using var manifest = await blobs.OpenAsync(digest, cancellation);
        return (await JsonSerializer.DeserializeAsync<List<StoredFile>>(manifest, cancellationToken: cancellation))!;
    }
}
