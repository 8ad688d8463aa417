using System.Text.Json;
using MlOps.Blobs;
using MlOps.Catalog.Inspection;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Catalog.Datasets;

/// <summary>The heavy part of a new version: looks at its files, then stores what they are made of.</summary>
internal sealed class VersionInspection(IBlobStore blobs)
{
    /// <param name="files">The files as the version is to have them.</param>
    /// <param name="candidates">Where their bytes are now.</param>
    /// <param name="keep">Stores those bytes; called when they turned out to be well formed.</param>
    /// <exception cref="InvalidRequestException">They are not, or their schema is too large.</exception>
    public async Task<VersionFacts> InspectAsync(
        VersionFiles files, IReadOnlyList<CandidateFile> candidates, Func<CancellationToken, Task> keep, CancellationToken cancellation)
    {
        var found = await DatasetInspection.InspectAsync(candidates, cancellation);
        await keep(cancellation);
        await blobs.PutAsync(new MemoryStream(VersionManifest.Write(files.Files)), cancellation);
        var profile = await blobs.PutAsync(new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(found.Columns)), cancellation);
        return new VersionFacts(found.Delimiter, found.RowCount, found.Columns.Count, profile.Digest);
    }
}
