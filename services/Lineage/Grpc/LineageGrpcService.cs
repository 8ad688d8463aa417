using Grpc.Core;
using MlOps.Contracts.Lineage.V1;
using MlOps.Lineage.Graph;
using MlOps.Lineage.Ledger;
using MlOps.Lineage.Wire;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;

namespace MlOps.Lineage.Grpc;

/// <summary><c>mlops.lineage.v1.LineageGraph</c></summary>
internal sealed class LineageGrpcService(WalkQuery walks, NodeQueries nodes, LedgerReader ledger, LedgerHead head)
    : LineageGraph.LineageGraphBase
{
    public override async Task<GetLineageResponse> GetLineage(GetLineageRequest request, ServerCallContext context)
    {
        LineageRequests.Check(request);
        await head.RequireAsync(request.MinPosition, context.CancellationToken);
        var id = request.NodeId.Contains('/') ? request.NodeId : NodeId.Prediction(request.NodeId);
        var depth = request.Depth == 0 ? Limits.DefaultDepth : request.Depth;
        var walk = await walks.WalkAsync(id, request.Direction.FromWire(), depth, context.CancellationToken);
        return walk?.ToWire(PredictionSight.OfCaller()) ?? throw new NotFoundException("node", id);
    }

    public override async Task<Node> GetNode(GetNodeRequest request, ServerCallContext context)
    {
        LineageRequests.Check(request);
        await head.RequireAsync(request.MinPosition, context.CancellationToken);
        var node = await nodes.FindAsync(request.NodeId, context.CancellationToken);
        return node?.ToWire(PredictionSight.OfCaller()) ?? throw new NotFoundException("node", request.NodeId);
    }

    public override async Task<ListNodesResponse> ListNodes(ListNodesRequest request, ServerCallContext context)
    {
        LineageRequests.Check(request);
        var asked = PageRequest.Of(request.PageSize, request.PageToken);
        var sight = PredictionSight.OfCaller();
        if (request.ClientId.Length > 0) sight.DemandAll();
        await head.RequireAsync(request.MinPosition, context.CancellationToken);
        var (page, position) = await nodes.ListAsync(LineageRequests.FilterOf(request), asked, context.CancellationToken);
        var response = new ListNodesResponse { Position = position };
        response.NextPageToken = page.WriteTo(response.Nodes, node => node.ToWire(sight));
        return response;
    }

    public override async Task ReadLedger(
        ReadLedgerRequest request, IServerStreamWriter<LedgerEntry> responseStream, ServerCallContext context)
    {
        LineageRequests.Check(request);
        await foreach (var record in ledger.ReadAsync(request.FromWire(), head, context.CancellationToken))
            await responseStream.WriteAsync(record.ToWire(), context.CancellationToken);
    }

    public override async Task<Statistics> GetStatistics(GetStatisticsRequest request, ServerCallContext context)
    {
        var statistics = new Statistics { Position = await ledger.PositionAsync(context.CancellationToken) };
        (statistics.Nodes, statistics.Edges) = await nodes.CountAsync(context.CancellationToken);
        statistics.EventsByService.Add(await ledger.CountAsync(context.CancellationToken));
        return statistics;
    }
}
