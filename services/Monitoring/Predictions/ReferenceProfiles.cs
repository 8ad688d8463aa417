using System.Collections.Concurrent;
using MlOps.Blobs;
using MlOps.Runtime;

namespace MlOps.Monitoring.Predictions;

/// <summary>Reference profiles by digest; they never change, so each is read once.</summary>
internal sealed class ReferenceProfiles(IBlobStore blobs)
{
    private const int MaxKept = 256;
    private readonly ConcurrentDictionary<string, ReferenceProfile> kept = new();

    /// <exception cref="InvalidModelException">The blob is no profile, or one beyond the limits.</exception>
    public async Task<ReferenceProfile> GetAsync(string digest, CancellationToken cancellation)
    {
        if (kept.TryGetValue(digest, out var profile)) return profile;
        await using var stream = await blobs.OpenAsync(digest, cancellation);
        using var reader = new StreamReader(stream);
        profile = Checked(ReferenceProfile.FromJson(await reader.ReadToEndAsync(cancellation)));
        if (kept.Count >= MaxKept) kept.Clear();
        return kept.GetOrAdd(digest, profile);
    }

    /// <summary>Reports name features, so that their number and the length of their names are bounded.</summary>
    private static ReferenceProfile Checked(ReferenceProfile profile)
    {
        if (profile.Features.Count > Limits.FeaturesOfProfile)
        {
            throw new InvalidModelException(
                $"The reference profile has {profile.Features.Count} features; {Limits.FeaturesOfProfile} are allowed.");
        }
        if (profile.Features.Append(profile.Prediction).OfType<ColumnProfile>()
            .Any(column => column.Name.Length > Limits.FeatureNameLength || column.Name.Contains('\0')))
            throw new InvalidModelException($"A feature's name has more than {Limits.FeatureNameLength} characters or U+0000.");
        return profile;
    }
}
