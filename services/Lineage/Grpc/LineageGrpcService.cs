using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using MlOps.Contracts.Lineage.V1;
using MlOps.Lineage.Graph;
using MlOps.Lineage.Ledger;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using Npgsql;

namespace MlOps.Lineage.Grpc;

/// <summary><c>mlops.lineage.v1.LineageGraph</c></summary>
internal sealed class LineageGrpcService(LineageQuery graph, LedgerReader ledger, LedgerHead head, NpgsqlDataSource database) : LineageGraph.LineageGraphBase
{
    private const int MaxIdLength = 1024;
    private const string NotNegative = "must not be negative";

    public override async Task<GetLineageResponse> GetLineage(GetLineageRequest request, ServerCallContext context)
    {
        var faults = new Faults();
        faults.Text(request.NodeId, "node_id", MaxIdLength).Require(request.MinPosition >= 0, "min_position", NotNegative);
        faults.Require(request.Depth is >= 0 and <= LineageQuery.MaxDepth, "depth", $"must be 1 to {LineageQuery.MaxDepth}, or 0 for {LineageQuery.DefaultDepth}");
        faults.ThrowIfAny();

        await head.RequireAsync(request.MinPosition, context.CancellationToken);
        var id = request.NodeId.Contains('/') ? request.NodeId : NodeId.Prediction(request.NodeId);
        var depth = request.Depth == 0 ? LineageQuery.DefaultDepth : request.Depth;
        return await graph.WalkAsync(id, request.Direction, depth, context.CancellationToken) ?? throw new NotFoundException("node", id);
    }

    public override async Task<Node> GetNode(GetNodeRequest request, ServerCallContext context)
    {
        new Faults().Text(request.NodeId, "node_id", MaxIdLength).Require(request.MinPosition >= 0, "min_position", NotNegative).ThrowIfAny();
        await head.RequireAsync(request.MinPosition, context.CancellationToken);
        return await graph.FindAsync(request.NodeId, context.CancellationToken) ?? throw new NotFoundException("node", request.NodeId);
    }

    [Authorize(AuditReaders.Policy)]
    public override async Task ReadLedger(ReadLedgerRequest request, IServerStreamWriter<LedgerEntry> responseStream, ServerCallContext context)
    {
        new Faults()
            .Require(request.FromPosition >= 0, "from_position", NotNegative)
            .Length(request.Service, "service", MaxIdLength)
            .Length(request.Subject, "subject", MaxIdLength)
            .Moment(request.AsOf, "as_of")
            .Require(!request.Follow || request.AsOf is null, "follow", "goes on for ever, and as_of ends somewhere: only one of them")
            .ThrowIfAny();
        await foreach (var entry in ledger.ReadAsync(request, head, context.CancellationToken))
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
