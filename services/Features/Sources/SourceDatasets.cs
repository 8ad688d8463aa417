using MlOps.Analytics;
using MlOps.Blobs;
using MlOps.Contracts.Catalog.V1;

namespace MlOps.Features.Sources;

/// <summary>Dataset versions of the catalog, with their files from the blob store.</summary>
internal sealed class SourceDatasets(DatasetCatalog.DatasetCatalogClient catalog, IBlobStore blobs)
{
    /// <summary>Gets files and schema of a version; version 0 is the latest.</summary>
    public async Task<DatasetVersion> GetVersionAsync(string dataset, long version, CancellationToken cancellation)
    {
        var request = new GetDatasetVersionRequest { Dataset = dataset, Version = version };
        return await catalog.GetDatasetVersionAsync(request, cancellationToken: cancellation);
    }

    /// <summary>Opens a version for reading with DuckDB.</summary>
    public async Task<SourceTable> OpenAsync(string dataset, long version, CancellationToken cancellation)
    {
        var found = await GetVersionAsync(dataset, version, cancellation);
        var paths = new List<string>();
        foreach (var file in found.Files) paths.Add(await blobs.LocalPathAsync(file.Digest, cancellation));
        return new SourceTable(found, paths);
    }
}

/// <summary>A dataset version with local copies of its files.</summary>
internal sealed record SourceTable(DatasetVersion Version, IReadOnlyList<string> Paths)
{
    /// <summary>Lineage node id of the version: <c>dataset/&lt;name&gt;@&lt;version&gt;</c>.</summary>
    public string Node => $"dataset/{Version.Dataset}@{Version.Version}";

    /// <summary>The version as a subquery for FROM.</summary>
    public string Relation => DatasetTable.Of(Version, Paths);
}
