using Google.Protobuf;
using MlOps.Monitoring.Reports;
using MlOps.Monitoring.Wire;
using MlOps.ServiceDefaults.Blobs;
using V1 = MlOps.Contracts.Monitoring.V1;

namespace MlOps.Monitoring.Windows;

/// <summary>All features of windows that have more than a report may hold.</summary>
internal sealed class FeatureBlobs(IBlobStore blobs)
{
    /// <summary>Stores the features; returns the blob's digest.</summary>
    public async Task<string> StoreAsync(IEnumerable<FeatureDrift> features, CancellationToken cancellation)
    {
        var all = new V1.WindowFeatures { Features = { features.Select(WindowMessages.ToWire) } };
        using var content = new MemoryStream(all.ToByteArray());
        return (await blobs.PutAsync(content, cancellation)).Digest;
    }

    /// <summary>All features of a window in the profile's order.</summary>
    public async Task<IReadOnlyList<V1.FeatureDrift>> ReadAsync(WindowReport report, CancellationToken cancellation)
    {
        if (report.FeaturesDigest.Length == 0) return [.. report.Features.Select(WindowMessages.ToWire)];
        await using var content = await blobs.OpenAsync(report.FeaturesDigest, cancellation);
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellation);
        return V1.WindowFeatures.Parser.ParseFrom(bytes.ToArray()).Features;
    }
}
