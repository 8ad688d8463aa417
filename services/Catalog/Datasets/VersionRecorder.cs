using System.Text.Json;
using Marten;
using MlOps.Blobs;
using MlOps.Catalog.Inspection;
using MlOps.Contracts.Catalog.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Catalog.Datasets;

/// <summary>What a version is made of, before it has a number.</summary>
internal sealed record VersionContent(
    string Dataset,
    IReadOnlyList<StoredFile> Files,
    long RowCount,
    IReadOnlyList<ColumnSchema> Columns,
    string Profile,
    IReadOnlyList<string> DerivedFrom,
    IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The identity of the content.</summary>
    public string Digest { get; } = VersionManifest.DigestOf(Files);
}

/// <summary>A version and whether its content was a version before.</summary>
internal sealed record RecordedVersion(Dataset Dataset, VersionEntry Version, bool AlreadyExisted);

/// <summary>Inspects content and records it as the dataset's next version, unless it is a version already.</summary>
internal sealed class VersionRecorder(Mutations mutations, IDocumentStore store, IBlobStore blobs)
{
    /// <summary>The dataset, which must exist.</summary>
    public async Task<Dataset> RequireDatasetAsync(string name, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<Dataset>(Dataset.StreamOf(name), cancellation) ?? throw new NotFoundException("dataset", name);
    }

    /// <param name="request">Carries the names, request id and expected version; with all files named it is what a retry must repeat.</param>
    /// <param name="files">The files as they are to be recorded, sorted by path.</param>
    /// <param name="candidates">Where their bytes are now, in the same order.</param>
    /// <param name="keep">Stores the bytes; called when they turned out to be well formed and new.</param>
    public async Task<RecordedVersion> RecordAsync(
        CommitVersionRequest request, IReadOnlyList<StoredFile> files, IReadOnlyList<CandidateFile> candidates, Func<Task> keep, CancellationToken cancellation)
    {
        var dataset = await RequireDatasetAsync(request.Dataset, cancellation);
        var content = ContentOf(request, files);
        if (dataset.Find(content.Digest, content.Files) is null)
        {
            var found = await DatasetInspection.InspectAsync(candidates, cancellation);
            await keep();
            var profile = await blobs.PutAsync(new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(found.Columns)), cancellation);
            content = content with
            {
                Files = [.. files.Select(f => f with { Delimiter = found.Delimiter })],
                RowCount = found.RowCount,
                Columns = [.. found.Columns.Select(c => new ColumnSchema(c.Name, c.Type, c.NullCount > 0))],
                Profile = profile.Digest,
            };
        }

        var by = Caller.Current.Subject;
        var isNew = false;
        var result = await mutations.ApplyAsync<Dataset>(Dataset.StreamOf(request.Dataset), request, (state, now) =>
        {
            var events = Decide(state, content, by, now).ToList();
            isNew = events.Count > 0;
            return events;
        }, cancellation);
        var version = result.State.Find(content.Digest, content.Files)!;
        // The first answer to a repeated request was a new version when that is the stream's last event as of then.
        return new RecordedVersion(result.State, version, result.Repeated ? version.StreamVersion != result.Version : !isNew);
    }

    public static IEnumerable<object> Decide(Dataset? state, VersionContent content, string by, DateTimeOffset now)
    {
        if (state is null) throw new NotFoundException("dataset", content.Dataset);
        if (state.Find(content.Digest, content.Files) is not null) return [];
        if (state.LatestVersion >= Limits.VersionsPerDataset)
            throw new LimitExceededException("versions per dataset", $"A dataset has at most {Limits.VersionsPerDataset} versions.");
        return
        [
            new DatasetVersionImported(
                content.Dataset, state.LatestVersion + 1, content.Digest, content.Files, content.RowCount, content.Columns,
                content.Profile, content.DerivedFrom, content.Metadata, by, now),
        ];
    }

    private static VersionContent ContentOf(CommitVersionRequest request, IReadOnlyList<StoredFile> files) => new(
        request.Dataset,
        files,
        RowCount: 0,
        Columns: [],
        Profile: "",
        [.. request.DerivedFrom],
        new Dictionary<string, string>(request.Metadata));
}
