using Google.Protobuf.Collections;
using MlOps.Blobs;
using MlOps.Catalog.Inspection;
using MlOps.Contracts.Catalog.V1;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Catalog.Datasets;

/// <summary>Creates a version from blobs that are already stored, e.g. a training set.</summary>
internal sealed class CommitVersion(VersionRecorder recorder, VersionInspection inspection, IBlobStore blobs)
{
    public async Task<RecordedVersion> HandleAsync(CommitVersionRequest request, CancellationToken cancellation)
    {
        Validate(request);
        var stored = request.Files.Select(file => new StoredFile(file.Path, file.Digest, file.SizeBytes));
        var files = new VersionFiles(request.Files[0].Format, stored);
        return await recorder.RecordAsync(request, files, token => InspectAsync(files, token), cancellation);
    }

    private async Task<VersionFacts> InspectAsync(VersionFiles files, CancellationToken cancellation)
    {
        var candidates = new List<CandidateFile>();
        foreach (var file in files.Files)
            candidates.Add(new CandidateFile(file.Path, await VerifiedPathAsync(file, cancellation), files.Format));
        return await inspection.InspectAsync(files, candidates, keep: _ => Task.CompletedTask, cancellation);
    }

    private async Task<string> VerifiedPathAsync(StoredFile file, CancellationToken cancellation)
    {
        // The digest of another workspace's blob must not give its content.
        if (!await blobs.IsHeldAsync(file.Digest, Caller.Current.Workspace, cancellation))
            throw new InvalidRequestException("files", $"{file.Path}: blob {file.Digest} is not in the store");
        var path = await blobs.LocalPathAsync(file.Digest, cancellation);
        var size = new FileInfo(path).Length;
        return size == file.SizeBytes
            ? path
            : throw new InvalidRequestException("files", $"{file.Path}: the blob has {size} bytes, not {file.SizeBytes}");
    }

    private static void Validate(CommitVersionRequest request)
    {
        var faults = new Faults()
            .Name(request.Dataset, "dataset")
            .Require(request.Files.Count > 0, "files", "must name at least one file")
            .Count(request.Files.Count, "files", Limits.FilesPerVersion)
            .Require(request.Files.DistinctBy(f => f.Path).Count() == request.Files.Count, "files", "paths must be unique")
            .Require(request.Files.DistinctBy(f => f.Format).Count() <= 1, "files", "must all have one format")
            .Length(request.Reason, "reason", Limits.ReasonLength)
            .CheckLabels(request.Metadata, "metadata");
        CheckOrigins(request.DerivedFrom, faults);
        foreach (var (i, file) in request.Files.Take(Limits.FilesPerVersion).Index())
        {
            faults
                .Require(FileNames.IsPath(file.Path), $"files[{i}].path", FileNames.PathRule)
                .Require(Digest.IsValid(file.Digest), $"files[{i}].digest", "must be sha256: and 64 hexadecimal digits")
                .Require(file.SizeBytes <= Limits.FileBytes, $"files[{i}].size_bytes", $"must be at most {Limits.FileBytes}")
                .Require(FileNames.IsFormat(file.Format), $"files[{i}].format", "must be csv, parquet or json");
        }

        faults.ThrowIfAny();
    }

    private static void CheckOrigins(RepeatedField<string> nodes, Faults faults) => faults
        .Count(nodes.Count, "derived_from", Limits.DerivedFrom)
        .Require(
            nodes.All(n => n.Length is > 0 and <= Limits.PathLength), "derived_from",
            $"node ids must have 1 to {Limits.PathLength} characters")
        .Require(
            nodes.Sum(n => (long)n.Length) <= Limits.DerivedFromLength, "derived_from",
            $"must have at most {Limits.DerivedFromLength} characters together");
}
