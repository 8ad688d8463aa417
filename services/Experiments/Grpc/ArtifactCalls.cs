using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using MlOps.Contracts.Experiments.V1;
using MlOps.Experiments.Artifacts;
using MlOps.Experiments.Wire;
using MlOps.ServiceDefaults;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Experiments.Grpc;

/// <summary>The calls of ExperimentTracking that concern artifacts.</summary>
internal sealed class ArtifactCalls(UploadArtifact upload, LogModel logModel, RunArtifacts artifacts)
{
    private const int DownloadChunkBytes = 256 * 1024;

    public async Task<Artifact> UploadAsync(IAsyncStreamReader<UploadArtifactRequest> requests, CancellationToken cancellation)
    {
        if (!await requests.MoveNext(cancellation) || requests.Current.PartCase != UploadArtifactRequest.PartOneofCase.Header)
            throw new InvalidRequestException("header", "must be the first message");
        return (await upload.HandleAsync(requests.Current.Header, ChunksOf(requests, cancellation), cancellation)).ToWire();
    }

    public async Task<ListArtifactsResponse> ListAsync(ListArtifactsRequest request, CancellationToken cancellation)
    {
        var page = await artifacts.ListAsync(
            request.RunId, request.PathPrefix, PageRequest.Of(request.PageSize, request.PageToken), cancellation);
        var response = new ListArtifactsResponse();
        response.NextPageToken = page.WriteTo(response.Artifacts, RunMessages.ToWire);
        return response;
    }

    public async Task DownloadAsync(
        DownloadArtifactRequest request, IServerStreamWriter<DownloadArtifactResponse> responses, CancellationToken cancellation)
    {
        await using var content = await artifacts.OpenAsync(request.RunId, request.Path, cancellation);
        var buffer = new byte[DownloadChunkBytes];
        int read;
        while ((read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation)) > 0)
            await responses.WriteAsync(new DownloadArtifactResponse { Chunk = ByteString.CopyFrom(buffer, 0, read) }, cancellation);
    }

    public async Task<Run> LogModelAsync(LogModelRequest request, CancellationToken cancellation) =>
        (await logModel.HandleAsync(request, cancellation)).State.ToWire();

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ChunksOf(
        IAsyncStreamReader<UploadArtifactRequest> requests, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await requests.MoveNext(cancellation))
        {
            if (requests.Current.PartCase != UploadArtifactRequest.PartOneofCase.Chunk)
                throw new InvalidRequestException("chunk", "must be every message but the first");
            yield return requests.Current.Chunk.Memory;
        }
    }
}
