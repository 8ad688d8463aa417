using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Operations.V1;

namespace MlOps.Cli;

/// <summary>Streams a file to the catalog as the next version of a dataset.</summary>
internal static class FileImport
{
    private const int ChunkBytes = 256 << 10;

    /// <summary>All attempts are one request: the first that succeeds says whether the bytes were a version before.</summary>
    public static async Task<DatasetVersion> RunAsync(
        GatewayConnection gateway, string dataset, string path, CancellationToken cancellation)
    {
        var header = new ImportHeader { Dataset = dataset, FileName = Path.GetFileName(path), RequestId = Guid.NewGuid().ToString("N") };
        var started = await gateway.Retries.OfStreams.ExecuteAsync(
            async token => await SendAsync(gateway, header, path, token), cancellation);
        return await gateway.ResultOfAsync<DatasetVersion>(started, cancellation);
    }

    private static async Task<Operation> SendAsync(
        GatewayConnection gateway, ImportHeader header, string path, CancellationToken cancellation)
    {
        using var call = gateway.Catalog.ImportVersion(cancellationToken: cancellation);
        var writing = WriteAsync(call.RequestStream, header, path, cancellation);
        // An answer ends the upload: a write that begins as a refusal resets the stream may wait for ever (a race in the HTTP client).
        await Task.WhenAny(writing, call.ResponseAsync);
        if (writing.IsCompleted) await writing;
        return await call.ResponseAsync;
    }

    private static async Task WriteAsync(
        IClientStreamWriter<ImportVersionRequest> requests, ImportHeader header, string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        await requests.WriteAsync(new ImportVersionRequest { Header = header }, cancellation);
        var buffer = new byte[ChunkBytes];
        int read;
        while ((read = await file.ReadAsync(buffer, cancellation)) > 0)
            await requests.WriteAsync(new ImportVersionRequest { Chunk = ByteString.CopyFrom(buffer, 0, read) }, cancellation);
        await requests.CompleteAsync();
    }
}
