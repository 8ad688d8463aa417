using System.Text;
using MlOps.Analytics;
using MlOps.Blobs;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Catalog.Datasets;

/// <summary>Shows the first rows of a version as JSON objects: as many as were asked for, or as fit 3 MiB.</summary>
internal sealed class PreviewRows(DatasetQueries queries, IBlobStore blobs)
{
    private const int MaxBytes = 3 * 1024 * 1024;

    public async Task<IReadOnlyList<string>> HandleAsync(string dataset, long version, int limit, CancellationToken cancellation)
    {
        new Faults().Name(dataset, "dataset").Range(limit, "limit", 1, Limits.PreviewRows).ThrowIfAny();
        var found = await queries.GetVersionAsync(dataset, version, cancellation);
        var paths = new List<string>();
        foreach (var file in found.Files) paths.Add(await blobs.LocalPathAsync(file.Digest, cancellation));
        using var folder = new WorkFolder();
        using var database = await AnalyticsDatabase.OpenAsync(folder, paths, cancellation);
        var table = DatasetTable.Of(found.Files[0].Format, found.Files[0].Delimiter, [.. found.Columns.Select(c => (c.Name, c.Type))], paths);
        var rows = database.Query($"SELECT CAST(to_json(r) AS VARCHAR) FROM {table} r LIMIT {limit}", row => row.GetString(0), cancellation);
        var bytes = 0;
        return [.. rows.TakeWhile(row => (bytes += Encoding.UTF8.GetByteCount(row)) <= MaxBytes)];
    }
}
