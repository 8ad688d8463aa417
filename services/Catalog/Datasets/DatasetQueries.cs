using System.Text.Json;
using Marten;
using MlOps.Blobs;
using MlOps.Catalog.Inspection;
using MlOps.ServiceDefaults;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Catalog.Datasets;

/// <summary>Reads datasets and versions. A version is read from the one event that made it.</summary>
internal sealed class DatasetQueries(IDocumentStore store, IBlobStore blobs)
{
    public async Task<Dataset> GetAsync(string name, CancellationToken cancellation)
    {
        new Faults().Name(name, "name").ThrowIfAny();
        await using var session = store.QuerySession();
        return await session.LoadAsync<Dataset>(Dataset.StreamOf(name), cancellation) ?? throw new NotFoundException("dataset", name);
    }

    /// <summary>Datasets in the order of their names, from after <paramref name="pageToken"/>, and the next token.</summary>
    public async Task<(IReadOnlyList<Dataset> Datasets, string NextPageToken)> ListAsync(int pageSize, string pageToken, CancellationToken cancellation)
    {
        var size = PageSize.Of(pageSize, 100, 1000);
        var after = PageToken.Decode(pageToken) ?? "";
        await using var session = store.QuerySession();
        var page = await session.QueryAsync<Dataset>("where id > ? order by id limit ?", cancellation, after, size + 1);
        return page.Count > size ? ([.. page.Take(size)], PageToken.Encode(page[size - 1].Id)) : (page, "");
    }

    /// <summary>What a version is, from its event; version 0 is the latest.</summary>
    public async Task<DatasetVersionImported> GetVersionAsync(string name, long version, CancellationToken cancellation)
    {
        if (version < 0) throw new InvalidRequestException("version", "must not be negative; 0 is the latest");
        return await GetVersionAsync(EntryOf(await GetAsync(name, cancellation), version), name, cancellation);
    }

    /// <summary>Versions from the newest down, from before <paramref name="pageToken"/>, and the next token.</summary>
    public async Task<(IReadOnlyList<DatasetVersionImported> Versions, string NextPageToken)> ListVersionsAsync(
        string name, int pageSize, string pageToken, CancellationToken cancellation)
    {
        var dataset = await GetAsync(name, cancellation);
        var size = PageSize.Of(pageSize, 20, 100);
        var before = dataset.LatestVersion + 1;
        if (PageToken.Decode(pageToken) is { } last && !long.TryParse(last, out before)) throw new InvalidRequestException("page_token", "is not a page token of this list");
        var page = dataset.Versions.Where(v => v.Version < before).OrderByDescending(v => v.Version).Take(size).ToList();
        var versions = new List<DatasetVersionImported>();
        foreach (var entry in page) versions.Add(await GetVersionAsync(entry, name, cancellation));
        return (versions, page.Count > 0 && page[^1].Version > 1 ? PageToken.Encode(page[^1].Version.ToString()) : "");
    }

    /// <summary>The statistics of a version's columns.</summary>
    public async Task<IReadOnlyList<ColumnProfile>> GetProfileAsync(DatasetVersionImported version, CancellationToken cancellation)
    {
        await using var profile = await blobs.OpenAsync(version.Profile, cancellation);
        return (await JsonSerializer.DeserializeAsync<List<ColumnProfile>>(profile, cancellationToken: cancellation))!;
    }

    /// <summary>One file of a version; an empty path stands for the only one.</summary>
    public static StoredFile FileOf(DatasetVersionImported version, string path)
    {
        if (path.Length > 0)
            return version.Files.FirstOrDefault(f => f.Path == path) ?? throw new NotFoundException("file", $"{version.Dataset}@{version.Version}/{path}");
        return version.Files.Count == 1 ? version.Files[0] : throw new InvalidRequestException("path", "is required: the version has several files");
    }

    private static VersionEntry EntryOf(Dataset dataset, long version) =>
        dataset.Versions.FirstOrDefault(v => v.Version == (version == 0 ? dataset.LatestVersion : version))
        ?? throw new NotFoundException("dataset version", $"{dataset.Name}@{(version == 0 ? "latest" : version)}");

    private async Task<DatasetVersionImported> GetVersionAsync(VersionEntry entry, string dataset, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var events = await session.Events.FetchStreamAsync(
            Dataset.StreamOf(dataset), entry.StreamVersion, fromVersion: entry.StreamVersion, token: cancellation);
        return (DatasetVersionImported)events.Single().Data;
    }
}
