using System.Text.Json;
using MlOps.Blobs;
using MlOps.Catalog.Inspection;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Catalog.Datasets;

/// <summary>The expensive part of creating a version: inspects the files, then stores files, manifest and profile as blobs.</summary>
internal sealed class VersionInspection(IBlobStore blobs)
{
    /// <param name="files">The files of the new version.</param>
    /// <param name="candidates">The local copies of the files.</param>
    /// <param name="keep">Stores the files as blobs; called only if they are well formed.</param>
    /// <exception cref="InvalidRequestException">A file is malformed, or the schema is too large.</exception>
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
