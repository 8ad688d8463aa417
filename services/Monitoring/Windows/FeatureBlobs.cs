using System.Text.Json;
using MlOps.Blobs;
using MlOps.Monitoring.Reports;

namespace MlOps.Monitoring.Windows;

/// <summary>All features of windows that have more than a report may hold, as JSON.</summary>
internal sealed class FeatureBlobs(IBlobStore blobs)
{
    /// <summary>Stores the features; returns the blob's digest.</summary>
    public async Task<string> StoreAsync(IReadOnlyList<FeatureDrift> features, CancellationToken cancellation)
    {
        using var content = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(features, JsonSerializerOptions.Web));
        return (await blobs.PutAsync(content, cancellation)).Digest;
    }

    /// <summary>All features of a window in the profile's order.</summary>
    public async Task<IReadOnlyList<FeatureDrift>> ReadAsync(WindowReport report, CancellationToken cancellation)
    {
        if (report.FeaturesDigest.Length == 0) return report.Features;
        await using var content = await blobs.OpenAsync(report.FeaturesDigest, cancellation);
        return (await JsonSerializer.DeserializeAsync<IReadOnlyList<FeatureDrift>>(content, JsonSerializerOptions.Web, cancellation))!;
    }
}
