using System.Collections.Concurrent;
using MlOps.Runtime;
using MlOps.ServiceDefaults.Blobs;

namespace MlOps.Monitoring.Predictions;

/// <summary>Reference profiles by digest; they never change, so each is read once.</summary>
internal sealed class ReferenceProfiles(IBlobStore blobs)
{
    private const int MaxKept = 256;
    private readonly ConcurrentDictionary<string, ReferenceProfile> kept = new();

    public async Task<ReferenceProfile> GetAsync(string digest, CancellationToken cancellation)
    {
        if (kept.TryGetValue(digest, out var profile)) return profile;
        await using var stream = await blobs.OpenAsync(digest, cancellation);
        using var reader = new StreamReader(stream);
        profile = ReferenceProfile.FromJson(await reader.ReadToEndAsync(cancellation));
        if (kept.Count >= MaxKept) kept.Clear();
        return kept.GetOrAdd(digest, profile);
    }
}
