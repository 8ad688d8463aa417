using Google.Protobuf;
using Grpc.Core;
using MlOps.Blobs;
using MlOps.Catalog.Datasets;
using MlOps.Catalog.Wire;
using MlOps.Contracts.Catalog.V1;
using Operation = MlOps.Contracts.Operations.V1.Operation;
using V1 = MlOps.Contracts.Catalog.V1;

namespace MlOps.Catalog.Grpc;

/// <summary>mlops.catalog.v1.DatasetCatalog.</summary>
internal sealed class CatalogGrpcService(
    RegisterDataset register,
    UpdateDataset update,
    ArchiveDataset archive,
    ImportVersion import,
    CommitVersion commit,
    PreviewRows preview,
    DatasetQueries queries,
    VersionAnswers answers,
    IBlobStore blobs) : DatasetCatalog.DatasetCatalogBase
{
    public override async Task<V1.Dataset> RegisterDataset(RegisterDatasetRequest request, ServerCallContext context) =>
        (await register.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<V1.Dataset> GetDataset(GetDatasetRequest request, ServerCallContext context) =>
        (await queries.GetAsync(request.Name, context.CancellationToken)).ToWire();

    public override async Task<ListDatasetsResponse> ListDatasets(ListDatasetsRequest request, ServerCallContext context)
    {
        var page = await queries.ListAsync(request, context.CancellationToken);
        var response = new ListDatasetsResponse();
        response.NextPageToken = page.WriteTo(response.Datasets, dataset => dataset.ToWire());
        return response;
    }

    public override async Task<V1.Dataset> UpdateDataset(UpdateDatasetRequest request, ServerCallContext context) =>
        (await update.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<V1.Dataset> ArchiveDataset(ArchiveDatasetRequest request, ServerCallContext context) =>
        (await archive.HandleAsync(request, context.CancellationToken)).ToWire();

    public override Task<Operation> ImportVersion(IAsyncStreamReader<ImportVersionRequest> requestStream, ServerCallContext context) =>
        import.HandleAsync(requestStream, context.CancellationToken);

    public override async Task<DatasetVersion> CommitVersion(CommitVersionRequest request, ServerCallContext context) =>
        await answers.ToWireAsync(await commit.HandleAsync(request, context.CancellationToken), context.CancellationToken);

    public override async Task<DatasetVersion> GetDatasetVersion(GetDatasetVersionRequest request, ServerCallContext context)
    {
        var version = await queries.GetVersionAsync(request.Dataset, request.Version, context.CancellationToken);
        return await answers.ToWireAsync(version, context.CancellationToken);
    }

    public override async Task<ListDatasetVersionsResponse> ListDatasetVersions(
        ListDatasetVersionsRequest request, ServerCallContext context)
    {
        var page = await queries.ListVersionsAsync(request, context.CancellationToken);
        var response = new ListDatasetVersionsResponse();
        response.NextPageToken = page.WriteTo(response.Versions, version => version.Made.ToWire());
        return response;
    }

    public override async Task<ListColumnsResponse> ListColumns(ListColumnsRequest request, ServerCallContext context)
    {
        var page = await queries.ListColumnsAsync(request, context.CancellationToken);
        var response = new ListColumnsResponse();
        response.NextPageToken = page.WriteTo(response.Columns, column => column.Column.ToWire());
        return response;
    }

    public override async Task ReadFile(
        ReadFileRequest request, IServerStreamWriter<ReadFileResponse> responseStream, ServerCallContext context)
    {
        var cancellation = context.CancellationToken;
        var version = await queries.GetVersionAsync(request.Dataset, request.Version, cancellation);
        var file = await queries.GetFileAsync(version, request.Path, cancellation);
        await using var content = await blobs.OpenAsync(file.Digest, cancellation);
        var buffer = new byte[Limits.ChunkBytes];
        int read;
        while ((read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation)) > 0)
            await responseStream.WriteAsync(new ReadFileResponse { Chunk = ByteString.CopyFrom(buffer, 0, read) }, cancellation);
    }

    public override Task<PreviewRowsResponse> PreviewRows(PreviewRowsRequest request, ServerCallContext context) =>
        preview.HandleAsync(request, context.CancellationToken);
}
