using Google.Protobuf;
using Grpc.Core;
using MlOps.Blobs;
using MlOps.Catalog.Datasets;
using MlOps.Contracts.Catalog.V1;
using Wire = MlOps.Contracts.Catalog.V1;

namespace MlOps.Catalog.Grpc;

/// <summary>The catalog over gRPC.</summary>
internal sealed class CatalogGrpcService(
    RegisterDataset register, ImportVersion import, CommitVersion commit, PreviewRows preview, DatasetQueries queries, IBlobStore blobs)
    : DatasetCatalog.DatasetCatalogBase
{
    public override async Task<Wire.Dataset> RegisterDataset(RegisterDatasetRequest request, ServerCallContext context) =>
        (await register.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<Wire.Dataset> GetDataset(GetDatasetRequest request, ServerCallContext context) =>
        (await queries.GetAsync(request.Name, context.CancellationToken)).ToWire();

    public override async Task<ListDatasetsResponse> ListDatasets(ListDatasetsRequest request, ServerCallContext context)
    {
        var (datasets, next) = await queries.ListAsync(request.PageSize, request.PageToken, context.CancellationToken);
        return new ListDatasetsResponse { Datasets = { datasets.Select(d => d.ToWire()) }, NextPageToken = next };
    }

    public override async Task<DatasetVersion> ImportVersion(IAsyncStreamReader<ImportVersionRequest> requestStream, ServerCallContext context) =>
        await ToWireAsync(await import.HandleAsync(requestStream, context.CancellationToken), context.CancellationToken);

    public override async Task<DatasetVersion> CommitVersion(CommitVersionRequest request, ServerCallContext context) =>
        await ToWireAsync(await commit.HandleAsync(request, context.CancellationToken), context.CancellationToken);

    public override async Task<DatasetVersion> GetDatasetVersion(GetDatasetVersionRequest request, ServerCallContext context)
    {
        var version = await queries.GetVersionAsync(request.Dataset, request.Version, context.CancellationToken);
        return version.ToWire(await queries.GetProfileAsync(version, context.CancellationToken));
    }

    public override async Task<ListDatasetVersionsResponse> ListDatasetVersions(ListDatasetVersionsRequest request, ServerCallContext context)
    {
        var (versions, next) = await queries.ListVersionsAsync(request.Dataset, request.PageSize, request.PageToken, context.CancellationToken);
        return new ListDatasetVersionsResponse { Versions = { versions.Select(v => v.ToWire()) }, NextPageToken = next };
    }

    public override async Task ReadFile(ReadFileRequest request, IServerStreamWriter<ReadFileResponse> responseStream, ServerCallContext context)
    {
        var version = await queries.GetVersionAsync(request.Dataset, request.Version, context.CancellationToken);
        await using var content = await blobs.OpenAsync(DatasetQueries.FileOf(version, request.Path).Digest, context.CancellationToken);
        var buffer = new byte[Limits.ChunkBytes];
        int read;
        while ((read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.CancellationToken)) > 0)
            await responseStream.WriteAsync(new ReadFileResponse { Chunk = ByteString.CopyFrom(buffer, 0, read) }, context.CancellationToken);
    }

    public override async Task<PreviewRowsResponse> PreviewRows(PreviewRowsRequest request, ServerCallContext context) =>
        new() { RowsJson = { await preview.HandleAsync(request.Dataset, request.Version, request.Limit, context.CancellationToken) } };

    private async Task<DatasetVersion> ToWireAsync(RecordedVersion recorded, CancellationToken cancellation)
    {
        var version = await queries.GetVersionAsync(recorded.Dataset.Name, recorded.Version.Version, cancellation);
        return version.ToWire(await queries.GetProfileAsync(version, cancellation), recorded.AlreadyExisted);
    }
}
