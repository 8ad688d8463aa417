using System.Data.Common;
using MlOps.Analytics;
using MlOps.Blobs;
using MlOps.Catalog.Inspection;
using MlOps.Contracts.Catalog.V1;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Catalog.Datasets;

/// <summary>Returns the first rows of a version, limited by the requested count and by the maximum size of an answer.</summary>
internal sealed class PreviewRows(DatasetQueries queries, IBlobStore blobs)
{
    public async Task<PreviewRowsResponse> HandleAsync(PreviewRowsRequest request, CancellationToken cancellation)
    {
        new Faults().Name(request.Dataset, "dataset").Range(request.Limit, "limit", 1, Limits.PreviewRows).ThrowIfAny();
        var version = await queries.GetVersionAsync(request.Dataset, request.Version, cancellation);
        var columns = await queries.GetColumnsAsync(version, cancellation);
        var paths = new List<string>();
        foreach (var file in await queries.GetFilesAsync(version, cancellation))
            paths.Add(await blobs.LocalPathAsync(file.Digest, cancellation));
        var table = DatasetTable.Of(version.Format, version.Delimiter, [.. columns.Select(c => (c.Name, c.Type))], paths);

        using var folder = new WorkFolder();
        using var database = await AnalyticsDatabase.OpenAsync(folder, paths, cancellation);
        return await Task.Run(() => Read(database, table, columns, request.Limit, cancellation), cancellation);
    }

    private static PreviewRowsResponse Read(
        AnalyticsDatabase database, string table, IReadOnlyList<ColumnProfile> columns, int limit, CancellationToken cancellation)
    {
        var response = new PreviewRowsResponse { Columns = { columns.Select(c => new Column { Name = c.Name, Type = c.Type }) } };
        var room = Page<PreviewRow>.MaxBytes - response.CalculateSize();
        database.Query($"SELECT {string.Join(", ", columns.Select(Cells.Select))} FROM {table} LIMIT {limit}", Add, cancellation);
        return response;

        bool Add(DbDataReader row)
        {
            if (response.Truncated) return false;
            var message = new PreviewRow { Cells = { columns.Select((column, i) => Cells.Read(row, i, column.Type)) } };
            // Tag and length prefix of a row take up to five bytes.
            room -= message.CalculateSize() + 5;
            if (room < 0) response.Truncated = true;
            else response.Rows.Add(message);
            return !response.Truncated;
        }
    }
}
