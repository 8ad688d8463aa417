using System.Security.Cryptography;
using Grpc.Core;
using MlOps.Analytics;
using MlOps.Blobs;
using MlOps.Catalog.Inspection;
using MlOps.Contracts.Catalog.V1;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Catalog.Datasets;

/// <summary>Imports an uploaded file as the next version; nothing is stored unless the file is well formed.</summary>
internal sealed class ImportVersion(VersionRecorder recorder, VersionInspection inspection, DatasetQueries queries, IBlobStore blobs)
{
    public async Task<RecordedVersion> HandleAsync(IAsyncStreamReader<ImportVersionRequest> parts, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        var header = await ReadHeaderAsync(parts, cancellation);
        await queries.GetAsync(header.Dataset, cancellation);
        using var folder = new WorkFolder();
        var path = folder.File("import");
        // The request hash includes the digest of the file, so the receipt can be checked only after the upload.
        var file = await ReceiveAsync(parts, header.FileName, path, cancellation);
        var format = FileNames.FormatOf(header.FileName)!;
        var files = new VersionFiles(format, [file]);
        return await recorder.RecordAsync(RequestOf(header, file, format), files, InspectAsync, cancellation);

        Task<VersionFacts> InspectAsync(CancellationToken token) =>
            inspection.InspectAsync(files, [new CandidateFile(file.Path, path, format)], keep => StoreAsync(path, keep), token);
    }

    private static async Task<ImportHeader> ReadHeaderAsync(IAsyncStreamReader<ImportVersionRequest> parts, CancellationToken cancellation)
    {
        if (!await parts.MoveNext(cancellation) || parts.Current.PartCase != ImportVersionRequest.PartOneofCase.Header)
            throw new InvalidRequestException("header", "must be the first message");
        var header = parts.Current.Header;
        new Faults()
            .Name(header.Dataset, "header.dataset")
            .Require(IsFileName(header.FileName), "header.file_name", $"must be a file name of at most {Limits.PathLength} characters")
            .Require(FileNames.FormatOf(header.FileName) is not null, "header.file_name", $"must end in {FileNames.Endings}")
            .Length(header.Reason, "header.reason", Limits.ReasonLength)
            .CheckLabels(header.Metadata, "header.metadata")
            .ThrowIfAny();
        return header;
    }

    private static bool IsFileName(string name) => FileNames.IsPath(name) && !name.Contains('/');

    private static async Task<StoredFile> ReceiveAsync(
        IAsyncStreamReader<ImportVersionRequest> parts, string name, string path, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        long size = 0;
        while (await parts.MoveNext(cancellation))
        {
            if (parts.Current.PartCase != ImportVersionRequest.PartOneofCase.Chunk)
                throw new InvalidRequestException("chunk", "must be in every message after the first");
            var chunk = parts.Current.Chunk.Memory;
            if (chunk.Length > Limits.ChunkBytes)
                throw new InvalidRequestException("chunk", $"must have at most {Limits.ChunkBytes} bytes, has {chunk.Length}");
            size += chunk.Length;
            if (size > Limits.FileBytes)
                throw new LimitExceededException("file size", $"A file may have at most {Limits.FileBytes} bytes.");
            hash.AppendData(chunk.Span);
            await file.WriteAsync(chunk, cancellation);
        }

        return new StoredFile(name, $"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}", size);
    }

    private async Task StoreAsync(string path, CancellationToken cancellation)
    {
        await using var content = File.OpenRead(path);
        await blobs.PutAsync(content, cancellation);
    }

    private static CommitVersionRequest RequestOf(ImportHeader header, StoredFile file, string format)
    {
        var request = new CommitVersionRequest
        {
            Dataset = header.Dataset,
            Files = { new DatasetFile { Path = file.Path, Digest = file.Digest, SizeBytes = file.SizeBytes, Format = format } },
            Metadata = { header.Metadata },
            RequestId = header.RequestId,
            Reason = header.Reason,
        };
        if (header.HasExpectedVersion) request.ExpectedVersion = header.ExpectedVersion;
        return request;
    }
}
