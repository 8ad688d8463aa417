using Grpc.Core;
using MlOps.Contracts.Lineage.V1;
using MlOps.Lineage.Graph;
using MlOps.Lineage.Ledger;
using MlOps.ServiceDefaults.Errors;
using Npgsql;

namespace MlOps.Lineage.Grpc;

/// <summary><c>mlops.lineage.v1.LineageGraph</c></summary>
internal sealed class LineageGrpcService(LineageQuery graph, LedgerReader ledger, NpgsqlDataSource database) : LineageGraph.LineageGraphBase
{
    public override async Task<GetLineageResponse> GetLineage(GetLineageRequest request, ServerCallContext context)
    {
        var faults = new Faults();
        faults.Require(request.NodeId.Length is > 0 and <= 1024, "node_id", "must have 1 to 1024 characters");
        faults.Require(request.Depth is >= 0 and <= LineageQuery.MaxDepth, "depth", $"must be 1 to {LineageQuery.MaxDepth}, or 0 for {LineageQuery.DefaultDepth}");
        faults.ThrowIfAny();

        var position = await ledger.ReachAsync(request.MinPosition, context.CancellationToken);
        var id = request.NodeId.Contains('/') ? request.NodeId : NodeId.Prediction(request.NodeId);
        var depth = request.Depth == 0 ? LineageQuery.DefaultDepth : request.Depth;
        var lineage = await graph.WalkAsync(id, request.Direction, depth, context.CancellationToken);
        // The walk answers with the asked node in any case; it exists if an event told of it or an edge touches it.
        if (lineage.Nodes.Count == 1 && lineage.Nodes[0].Time is null) throw new NotFoundException("node", id);
        lineage.Position = position;
        return lineage;
    }

    public override async Task<Node> GetNode(GetNodeRequest request, ServerCallContext context)
    {
        await ledger.ReachAsync(request.MinPosition, context.CancellationToken);
        return await graph.FindAsync(request.NodeId, context.CancellationToken) ?? throw new NotFoundException("node", request.NodeId);
    }

    public override async Task ReadLedger(ReadLedgerRequest request, IServerStreamWriter<LedgerEntry> responseStream, ServerCallContext context)
    {
        await foreach (var entry in ledger.ReadAsync(request, context.CancellationToken))
            await responseStream.WriteAsync(entry, context.CancellationToken);
    }

    public override async Task<Statistics> GetStatistics(GetStatisticsRequest request, ServerCallContext context)
    {
        var statistics = new Statistics { Position = await ledger.PositionAsync(context.CancellationToken) };
        (statistics.Nodes, statistics.Edges) = await graph.CountAsync(context.CancellationToken);
        await using var command = database.CreateCommand("SELECT service, events FROM ledger_count");
        await using var reader = await command.ExecuteReaderAsync(context.CancellationToken);
        while (await reader.ReadAsync(context.CancellationToken)) statistics.EventsByService[reader.GetString(0)] = reader.GetInt64(1);
        return statistics;
    }
}
