using Grpc.Core;
using MlOps.Contracts.Operations.V1;
using Wire = MlOps.Contracts.Operations.V1;

namespace MlOps.Operations;

/// <summary>The gRPC service <c>mlops.operations.v1.Operations</c>.</summary>
internal sealed class OperationsGrpcService(OperationQueries operations, OperationMessages messages, CancelOperation cancel)
    : Contracts.Operations.V1.Operations.OperationsBase
{
    public override async Task<Wire.Operation> GetOperation(GetOperationRequest request, ServerCallContext context) =>
        await ToWireAsync(await operations.GetAsync(request.Id, context.CancellationToken), context);

    public override async Task<ListOperationsResponse> ListOperations(ListOperationsRequest request, ServerCallContext context)
    {
        var page = await operations.ListAsync(request, context.CancellationToken);
        var response = new ListOperationsResponse();
        response.NextPageToken = page.WriteTo(response.Operations, await messages.ToWireAsync(page.Rows, context.CancellationToken));
        return response;
    }

    public override async Task<Wire.Operation> WaitOperation(WaitOperationRequest request, ServerCallContext context) =>
        await ToWireAsync(await operations.WaitAsync(request.Id, request.Timeout, context.CancellationToken), context);

    public override async Task<Wire.Operation> CancelOperation(CancelOperationRequest request, ServerCallContext context) =>
        await ToWireAsync(await cancel.HandleAsync(request, context.CancellationToken), context);

    private Task<Wire.Operation> ToWireAsync(Operation operation, ServerCallContext context) =>
        messages.ToWireAsync(operation, context.CancellationToken);
}
