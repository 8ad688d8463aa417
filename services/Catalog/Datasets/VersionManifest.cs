using System.Security.Cryptography;
using System.Text.Json;

namespace MlOps.Catalog.Datasets;

/// <summary>What a version's digest is taken of: path, digest and size of every file, sorted by path, as compact JSON.</summary>
internal static class VersionManifest
{
    /// <summary><c>sha256:&lt;hex&gt;</c> of <c>[{"path":…,"digest":…,"size":…},…]</c>.</summary>
    public static string DigestOf(IEnumerable<StoredFile> files)
    {
        var manifest = files.OrderBy(f => f.Path, StringComparer.Ordinal).Select(f => new { path = f.Path, digest = f.Digest, size = f.SizeBytes });
        return $"sha256:{Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(manifest)))}";
    }
}
