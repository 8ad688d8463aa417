using System.Security.Cryptography;
using Grpc.Core;
using MlOps.Analytics;
using MlOps.Blobs;
using MlOps.Catalog.Inspection;
using MlOps.Contracts.Catalog.V1;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Catalog.Datasets;

/// <summary>Receives one file, checks it, and only then stores it as the dataset's next version.</summary>
internal sealed class ImportVersion(VersionRecorder recorder, IBlobStore blobs)
{
    public async Task<RecordedVersion> HandleAsync(IAsyncStreamReader<ImportVersionRequest> parts, CancellationToken cancellation)
    {
        Caller.Require("engineer");
        var header = await ReadHeaderAsync(parts, cancellation);
        await recorder.RequireDatasetAsync(header.Dataset, cancellation);
        using var folder = new WorkFolder();
        var path = folder.File("import");
        var (digest, size) = await ReceiveAsync(parts, path, cancellation);
        var format = FileNames.FormatOf(header.FileName)!;
        var request = RequestOf(header, new DatasetFile { Path = header.FileName, Digest = digest, SizeBytes = size, Format = format });
        return await recorder.RecordAsync(
            request,
            [new StoredFile(header.FileName, digest, size, format)],
            [new CandidateFile(header.FileName, path, format)],
            keep: () => StoreAsync(path, cancellation),
            cancellation);
    }

    private static async Task<ImportHeader> ReadHeaderAsync(IAsyncStreamReader<ImportVersionRequest> parts, CancellationToken cancellation)
    {
        if (!await parts.MoveNext(cancellation) || parts.Current.PartCase != ImportVersionRequest.PartOneofCase.Header)
            throw new InvalidRequestException("header", "must be the first message");
        var header = parts.Current.Header;
        new Faults()
            .Name(header.Dataset, "header.dataset")
            .Require(FileNames.IsPath(header.FileName) && !header.FileName.Contains('/'), "header.file_name", "must be a file name without a folder")
            .Require(FileNames.FormatOf(header.FileName) is not null, "header.file_name", "must end in .csv, .parquet, .json, .jsonl or .ndjson")
            .Labels(header.Metadata, "header.metadata")
            .ThrowIfAny();
        return header;
    }

    private static async Task<(string Digest, long Size)> ReceiveAsync(IAsyncStreamReader<ImportVersionRequest> parts, string path, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        long size = 0;
        while (await parts.MoveNext(cancellation))
        {
            if (parts.Current.PartCase != ImportVersionRequest.PartOneofCase.Chunk) throw new InvalidRequestException("chunk", "must be in every message after the first");
            var chunk = parts.Current.Chunk.Memory;
            if (chunk.Length > Limits.ChunkBytes) throw new InvalidRequestException("chunk", $"must have at most {Limits.ChunkBytes} bytes, has {chunk.Length}");
            size += chunk.Length;
            if (size > Limits.FileBytes) throw new LimitExceededException("file size", $"A file may have at most {Limits.FileBytes} bytes.");
            hash.AppendData(chunk.Span);
            await file.WriteAsync(chunk, cancellation);
        }

        return ($"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}", size);
    }

    private async Task StoreAsync(string path, CancellationToken cancellation)
    {
        await using var content = File.OpenRead(path);
        await blobs.PutAsync(content, cancellation);
    }

    private static CommitVersionRequest RequestOf(ImportHeader header, DatasetFile file)
    {
        var request = new CommitVersionRequest { Dataset = header.Dataset, Files = { file }, RequestId = header.RequestId, Metadata = { header.Metadata } };
        if (header.HasExpectedVersion) request.ExpectedVersion = header.ExpectedVersion;
        return request;
    }
}
