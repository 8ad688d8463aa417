using MlOps.Blobs;
using MlOps.Catalog.Inspection;
using MlOps.Contracts.Catalog.V1;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Catalog.Datasets;

/// <summary>Makes a version of blobs that are already stored: derived data such as training sets.</summary>
internal sealed class CommitVersion(VersionRecorder recorder, IBlobStore blobs)
{
    public async Task<RecordedVersion> HandleAsync(CommitVersionRequest request, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        Validate(request);
        var candidates = new List<CandidateFile>();
        var files = request.Files.OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
        foreach (var file in files) candidates.Add(new CandidateFile(file.Path, await VerifiedPathAsync(file, cancellation), file.Format));
        var stored = files.Select(f => new StoredFile(f.Path, f.Digest, f.SizeBytes, f.Format)).ToList();
        return await recorder.RecordAsync(request, stored, candidates, keep: () => Task.CompletedTask, cancellation);
    }

    private async Task<string> VerifiedPathAsync(DatasetFile file, CancellationToken cancellation)
    {
        if (!await blobs.ExistsAsync(file.Digest, cancellation)) throw new InvalidRequestException("files", $"{file.Path}: blob {file.Digest} is not in the store");
        var path = await blobs.LocalPathAsync(file.Digest, cancellation);
        var size = new FileInfo(path).Length;
        return size == file.SizeBytes ? path : throw new InvalidRequestException("files", $"{file.Path}: the blob has {size} bytes, not {file.SizeBytes}");
    }

    private static void Validate(CommitVersionRequest request)
    {
        var faults = new Faults()
            .Name(request.Dataset, "dataset")
            .Require(request.Files.Count > 0, "files", "must name at least one file")
            .Count(request.Files.Count, "files", Limits.FilesPerVersion)
            .Count(request.DerivedFrom.Count, "derived_from", Limits.DerivedFrom)
            .Require(request.DerivedFrom.All(n => n.Length is > 0 and <= Limits.PathLength), "derived_from", $"node ids must have 1 to {Limits.PathLength} characters")
            .Require(request.Files.DistinctBy(f => f.Path).Count() == request.Files.Count, "files", "paths must be unique")
            .Labels(request.Metadata, "metadata");
        for (var i = 0; i < Math.Min(request.Files.Count, Limits.FilesPerVersion); i++)
        {
            var file = request.Files[i];
            faults
                .Require(FileNames.IsPath(file.Path), $"files[{i}].path", FileNames.PathRule)
                .Require(Digest.IsValid(file.Digest), $"files[{i}].digest", "must be sha256: and 64 hexadecimal digits")
                .Require(file.SizeBytes <= Limits.FileBytes, $"files[{i}].size_bytes", $"must be at most {Limits.FileBytes}")
                .Require(FileNames.IsFormat(file.Format), $"files[{i}].format", "must be csv, parquet or json");
        }

        faults.ThrowIfAny();
    }
}
