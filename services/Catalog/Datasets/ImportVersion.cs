using Grpc.Core;
using MlOps.Blobs;
using MlOps.Contracts.Catalog.V1;
using MlOps.Operations;
using MlOps.ServiceDefaults.Errors;
using Operation = MlOps.Contracts.Operations.V1.Operation;

namespace MlOps.Catalog.Datasets;

/// <summary>Receives one file and queues its import. The file is durable before the operation is.</summary>
internal sealed class ImportVersion(DatasetQueries queries, UploadStore uploads, OperationCalls operations)
{
    /// <summary>The kind of the operation.</summary>
    public const string Kind = "import";

    public async Task<Operation> HandleAsync(IAsyncStreamReader<ImportVersionRequest> parts, CancellationToken cancellation)
    {
        var header = await ReadHeaderAsync(parts, cancellation);
        var dataset = await queries.GetAsync(header.Dataset, cancellation);
        var id = StartOperation.NewId();
        await using var content = new ChunkStream(ChunksOf(parts), Limits.ChunkBytes, Limits.FileBytes, "file size");
        var stored = await uploads.PutAsync(UploadName.Of(id), content, cancellation);
        Operation? operation = null;
        try
        {
            var request = RequestOf(header, stored);
            operation = await operations.StartAsync(Kind, dataset.Id, dataset.Revision, request, cancellation, id);
            return operation;
        }
        finally
        {
            // Refused, or the repetition of a request whose first file is there.
            if (operation?.Id != id) uploads.Remove(UploadName.Of(id));
        }
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

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ChunksOf(IAsyncStreamReader<ImportVersionRequest> parts)
    {
        while (await parts.MoveNext(CancellationToken.None))
        {
            if (parts.Current.PartCase != ImportVersionRequest.PartOneofCase.Chunk)
                throw new InvalidRequestException("chunk", "must be in every message after the first");
            yield return parts.Current.Chunk.Memory;
        }
    }

    private static ReceivedFile RequestOf(ImportHeader header, BlobRef stored)
    {
        var request = new ReceivedFile
        {
            Dataset = header.Dataset,
            File = new DatasetFile
            {
                Path = header.FileName, Digest = stored.Digest, SizeBytes = stored.Size, Format = FileNames.FormatOf(header.FileName)!,
            },
            Metadata = { header.Metadata },
            Reason = header.Reason,
            RequestId = header.RequestId,
        };
        if (header.HasExpectedVersion) request.ExpectedVersion = header.ExpectedVersion;
        return request;
    }
}
