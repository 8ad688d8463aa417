using Grpc.Core;
using MlOps.Contracts.Catalog.V1;
using MlOps.Contracts.Operations.V1;

namespace MlOps.Gateway.Tests;

/// <summary>A service behind the gateway that waits for the test, streams, and counts what it is sent.</summary>
internal sealed class SlowCatalog(Gate gate) : DatasetCatalog.DatasetCatalogBase
{
    public override async Task<Dataset> GetDataset(GetDatasetRequest request, ServerCallContext context)
    {
        await gate.PassAsync(context.CancellationToken);
        return new Dataset { Name = request.Name };
    }

    public override async Task<Operation> ImportVersion(IAsyncStreamReader<ImportVersionRequest> requestStream, ServerCallContext context)
    {
        var operation = new Operation();
        while (await requestStream.MoveNext(context.CancellationToken)) operation.Revision += requestStream.Current.Chunk.Length;
        return operation;
    }
}
