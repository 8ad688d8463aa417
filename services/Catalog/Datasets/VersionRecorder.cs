using System.Collections.Immutable;
using MlOps.Contracts.Catalog.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Catalog.Datasets;

/// <summary>What was found out about the content of a version that is to be recorded; its blobs are stored.</summary>
internal sealed record VersionFacts(string Delimiter, long RowCount, int ColumnCount, string Profile);

/// <summary>A version and whether its content was a version before the request.</summary>
internal sealed record RecordedVersion(DatasetVersionImported Version, bool AlreadyExisted);

/// <summary>
/// Records content as the dataset's next version, unless it is a version already. The dataset's state does not hold its versions, so
/// that equal content is looked up before the decision, and again when other versions have come meanwhile.
/// </summary>
internal sealed class VersionRecorder(Mutations mutations, DatasetQueries queries)
{
    // The content is inspected once; a further attempt is three statements.
    private const int MaxAttempts = 20;

    /// <param name="request">Names dataset, files, request id and expected version; a retry must repeat it.</param>
    /// <param name="files">The files that it names.</param>
    /// <param name="inspect">The heavy part: inspects the content and stores its blobs. Called at most once, for new content only.</param>
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
                // Before the heavy part, which would be in vain.
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
                // Another version came meanwhile: the next round looks whether it has the same content.
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

    /// <summary>The new version; null when the content is a version already.</summary>
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

    /// <summary>Whether this request, or an earlier attempt of it, made the version.</summary>
    private static bool IsOf(DatasetVersionImported version, CommitVersionRequest request, string by) =>
        request.RequestId.Length > 0 && version.RequestId == request.RequestId && version.By == by;
}
