using System.Globalization;
using System.Text.Json;
using MlOps.Blobs;
using MlOps.Catalog.Inspection;
using MlOps.Contracts.Catalog.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Catalog.Datasets;

/// <summary>Queries for datasets, versions, files and columns.</summary>
internal sealed class DatasetQueries(CallerSessions sessions, IBlobStore blobs)
{
    private const int NamePrefixLength = 128;

    public async Task<Dataset> GetAsync(string name, CancellationToken cancellation)
    {
        new Faults().Name(name, "name").ThrowIfAny();
        await using var session = sessions.Query();
        return Dataset.Existing(await session.LoadAsync<Dataset>(Dataset.StreamOf(name), cancellation), name);
    }

    /// <summary>Lists datasets ordered by name.</summary>
    public async Task<Page<Dataset>> ListAsync(ListDatasetsRequest request, CancellationToken cancellation)
    {
        var page = PageRequest.Of(request.PageSize, request.PageToken, max: Limits.DatasetsPerPage);
        new Faults().Length(request.NamePrefix, "name_prefix", NamePrefixLength).CheckLabels(request.Tags, "tags").ThrowIfAny();
        var query = new DocumentQuery<Dataset>(dataset => dataset.Id, request.Descending).WithTags(request.Tags);
        if (request.NamePrefix.Length > 0) query.Where("starts_with(id, ?)", Dataset.StreamOf(request.NamePrefix));
        if (!request.ShowArchived) query.Where("data ->> 'Archived' = 'false'");
        await using var session = sessions.Query();
        return await query.PageAsync(session, page, cancellation);
    }

    /// <summary>Gets a version; 0 is the latest.</summary>
    public async Task<DatasetVersionImported> GetVersionAsync(string name, long version, CancellationToken cancellation)
    {
        new Faults().Name(name, "dataset").Require(version >= 0, "version", "must not be negative; 0 is the latest").ThrowIfAny();
        var number = version == 0 ? (await GetAsync(name, cancellation)).LatestVersion : version;
        await using var session = sessions.Query();
        var found = await session.LoadAsync<DatasetVersionDetails>(DatasetVersionDetails.IdOf(name, number), cancellation);
        return found?.Made ?? throw new NotFoundException("dataset version", $"{name}@{(version == 0 ? "latest" : version)}");
    }

    /// <summary>Finds the version with this content key; null if there is none.</summary>
    public async Task<DatasetVersionImported?> FindVersionAsync(string name, string content, CancellationToken cancellation)
    {
        await using var session = sessions.Query();
        var found = await new DocumentQuery<DatasetVersionDetails>(version => version.Id)
            .Where("data ->> 'Content' = ? and data ->> 'Dataset' = ?", content, name).FirstAsync(session, 1, cancellation);
        return found is [var version] ? version.Made : null;
    }

    /// <summary>Lists versions ordered by number.</summary>
    public async Task<Page<DatasetVersionDetails>> ListVersionsAsync(ListDatasetVersionsRequest request, CancellationToken cancellation)
    {
        var page = PageRequest.Of(request.PageSize, request.PageToken, 20, Limits.VersionsPerPage);
        new Faults()
            .Length(request.DerivedFrom, "derived_from", Limits.PathLength)
            .CheckLabels(request.Metadata, "metadata")
            .ThrowIfAny();
        await GetAsync(request.Dataset, cancellation);
        var query = new DocumentQuery<DatasetVersionDetails>(version => version.Id, request.Descending)
            .Where("data ->> 'Dataset' = ?", request.Dataset);
        if (request.Metadata.Count > 0)
            query.Where("data -> 'Made' -> 'Metadata' @> cast(? as jsonb)", JsonSerializer.Serialize(request.Metadata));
        if (request.DerivedFrom.Length > 0)
            query.Where("data -> 'Made' -> 'DerivedFrom' @> to_jsonb(cast(? as text))", request.DerivedFrom);
        await using var session = sessions.Query();
        return await query.PageAsync(session, page, cancellation);
    }

    /// <summary>Lists the columns of a version with statistics; the page token holds the index of the last column.</summary>
    public async Task<Page<(int Index, ColumnProfile Column)>> ListColumnsAsync(ListColumnsRequest request, CancellationToken cancellation)
    {
        var page = PageRequest.Of(request.PageSize, request.PageToken, max: Limits.Columns);
        var after = -1;
        if (page.After is { } last && !int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            throw new InvalidRequestException("page_token", "is not a token that a previous page returned");
        var version = await GetVersionAsync(request.Dataset, request.Version, cancellation);
        var columns = (await GetColumnsAsync(version, cancellation)).Index().SkipWhile(column => column.Index <= after).Take(page.Rows);
        return new Page<(int Index, ColumnProfile Column)>(page, [.. columns], column => $"{column.Index}");
    }

    /// <summary>Reads the columns of a version from the profile blob.</summary>
    public async Task<IReadOnlyList<ColumnProfile>> GetColumnsAsync(DatasetVersionImported version, CancellationToken cancellation)
    {
        await using var profile = await blobs.OpenAsync(version.Profile, cancellation);
        return (await JsonSerializer.DeserializeAsync<List<ColumnProfile>>(profile, cancellationToken: cancellation))!;
    }

    /// <summary>Reads the files of a version from the manifest blob.</summary>
    public Task<IReadOnlyList<StoredFile>> GetFilesAsync(DatasetVersionImported version, CancellationToken cancellation) =>
        VersionManifest.ReadAsync(blobs, version.Digest, cancellation);

    /// <summary>Gets one file of a version; the path may be empty if there is only one.</summary>
    public async Task<StoredFile> GetFileAsync(DatasetVersionImported version, string path, CancellationToken cancellation)
    {
        new Faults().Length(path, "path", Limits.PathLength).ThrowIfAny();
        var files = await GetFilesAsync(version, cancellation);
        if (path.Length > 0)
        {
            return files.FirstOrDefault(f => f.Path == path)
                ?? throw new NotFoundException("file", $"{version.Dataset}@{version.Version}/{path}");
        }

        return files is [var only] ? only : throw new InvalidRequestException("path", "is required: the version has several files");
    }
}
