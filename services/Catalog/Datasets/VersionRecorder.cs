using System.Collections.Immutable;
using MlOps.Contracts.Catalog.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Catalog.Datasets;

/// <summary>The result of inspecting the content of a new version; its blobs are stored.</summary>
internal sealed record VersionFacts(string Delimiter, long RowCount, int ColumnCount, string Profile);

/// <summary>A version, and whether its content existed as a version before the request.</summary>
internal sealed record RecordedVersion(DatasetVersionImported Version, bool AlreadyExisted);

/// <summary>
/// Records content as the next version unless it exists already (idempotent by content). The aggregate does not hold its versions, so
/// equal content is looked up before the decision, and again when the read was stale.
/// </summary>
internal sealed class VersionRecorder(Mutations mutations, DatasetQueries queries)
{
    // The content is inspected once; each further attempt costs three statements.
    private const int MaxAttempts = 20;

    /// <param name="request">Dataset, files, request id and expected version; the receipt stores its hash.</param>
    /// <param name="files">The files in the request.</param>
    /// <param name="inspect">The expensive part: inspects the content, stores its blobs. Called at most once, only for new content.</param>
    public async Task<RecordedVersion> RecordAsync(
        CommitVersionRequest request, VersionFiles files, Func<CancellationToken, Task<VersionFacts>> inspect,
        CancellationToken cancellation)
    {
        var by = Caller.Current.Subject;
        VersionFacts? facts = null;
        for (var attempt = 1; ; attempt++)
        {
            var repeated = await mutations.RepeatedAsync<Dataset>(request, cancellation) is not null;
            var dataset = await queries.GetAsync(request.Dataset, cancellation);
            var existing = await queries.FindVersionAsync(request.Dataset, files.Content, cancellation);
            if (repeated) return new RecordedVersion(existing!, !IsOf(existing!, request, by));
            if (existing is null)
            {
                // Checked early, to avoid the expensive part for a stale request.
                if (request.HasExpectedVersion && request.ExpectedVersion != dataset.Revision)
                    throw new VersionConflictException($"{dataset.Id} is not at the expected version {request.ExpectedVersion}");
                RequireRoom(dataset.Open());
                facts ??= await inspect(cancellation);
            }

            DatasetVersionImported? made = null;
            var stale = false;
            try
            {
                var result = await mutations.ApplyAsync<Dataset>(dataset.Id, request, DecideIfCurrent, cancellation);
                if (made is not null && !result.Repeated) return new RecordedVersion(made, AlreadyExisted: false);
                var found = existing ?? (await queries.FindVersionAsync(request.Dataset, files.Content, cancellation))!;
                return new RecordedVersion(found, !IsOf(found, request, by));
            }
            catch (VersionConflictException) when (stale && attempt < MaxAttempts)
            {
                // Stale read: another version was recorded concurrently, possibly with the same content. Try again.
            }

            IEnumerable<object> DecideIfCurrent(Dataset? state, DateTimeOffset now)
            {
                stale = existing is null && state?.LatestVersion != dataset.LatestVersion;
                if (stale) throw new VersionConflictException($"{dataset.Id} is being changed by others; try again");
                made = Decide(state, existing, request, files, facts, by, now);
                return made is null ? [] : [made];
            }
        }
    }

    /// <summary>The new version; null if the content exists already.</summary>
    public static DatasetVersionImported? Decide(
        Dataset? state, DatasetVersionImported? existing, CommitVersionRequest request, VersionFiles files, VersionFacts? facts, string by,
        DateTimeOffset now)
    {
        var dataset = Dataset.Existing(state, request.Dataset);
        if (existing is not null) return null;
        RequireRoom(dataset.Open());
        return new DatasetVersionImported(
            dataset.Name,
            dataset.LatestVersion + 1,
            files.Digest,
            files.Content,
            files.Files.Count,
            files.SizeBytes,
            files.Format,
            facts!.Delimiter,
            facts.RowCount,
            facts.ColumnCount,
            facts.Profile,
            [.. request.DerivedFrom],
            request.Metadata.ToImmutableSortedDictionary(),
            request.RequestId,
            by,
            now);
    }

    private static void RequireRoom(Dataset dataset)
    {
        if (dataset.LatestVersion >= Limits.VersionsPerDataset)
            throw new LimitExceededException("versions per dataset", $"A dataset has at most {Limits.VersionsPerDataset} versions.");
    }

    /// <summary>Whether this request, or an earlier attempt of it, created the version.</summary>
    private static bool IsOf(DatasetVersionImported version, CommitVersionRequest request, string by) =>
        request.RequestId.Length > 0 && version.RequestId == request.RequestId && version.By == by;
}
