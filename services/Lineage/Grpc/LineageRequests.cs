using MlOps.Contracts.Lineage.V1;
using MlOps.Lineage.Graph;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Lineage.Grpc;

/// <summary>What the requests of the contract may ask for.</summary>
internal static class LineageRequests
{
    private const string NotNegative = "must not be negative";

    public static void Check(GetLineageRequest request) => OfNode(request.NodeId, request.MinPosition)
        .Require(Enum.IsDefined(request.Direction), "direction", "is no direction")
        .Require(
            request.Depth is >= 0 and <= Limits.Depth, "depth", $"must be 1 to {Limits.Depth}, or 0 for {Limits.DefaultDepth}")
        .ThrowIfAny();

    public static void Check(GetNodeRequest request) => OfNode(request.NodeId, request.MinPosition).ThrowIfAny();

    public static void Check(ListNodesRequest request) => new Faults()
        .Require(
            request.Kind.Length == 0 || NodeId.Kinds.Contains(request.Kind), "kind", $"must be one of {string.Join(", ", NodeId.Kinds)}")
        .Require(request.NamePrefix.Length == 0 || request.Kind.Length > 0, "name_prefix", "is for nodes of one kind")
        .Length(request.NamePrefix, "name_prefix", Limits.IdLength)
        .Length(request.ClientId, "client_id", Limits.ClientIdLength)
        .Require(request.MinPosition >= 0, "min_position", NotNegative)
        .ThrowIfAny();

    public static void Check(ReadLedgerRequest request) => new Faults()
        .Require(request.FromPosition >= 0, "from_position", NotNegative)
        .Require(request.ToPosition >= 0, "to_position", NotNegative)
        .Length(request.Service, "service", Limits.FilterLength)
        .Length(request.Subject, "subject", Limits.FilterLength)
        .Length(request.Type, "type", Limits.FilterLength)
        .Length(request.Actor, "actor", Limits.FilterLength)
        .Length(request.CorrelationId, "correlation_id", Limits.FilterLength)
        .Moment(request.StartTime, "start_time")
        .Moment(request.AsOf, "as_of")
        .Require(
            !request.Follow || (request.AsOf is null && request.ToPosition == 0), "follow",
            "does not end, which as_of and to_position do: only one of them")
        .ThrowIfAny();

    public static NodeFilter FilterOf(ListNodesRequest request) => new(
        request.Kind.Length == 0 ? "" : $"{request.Kind}/{request.NamePrefix}", request.ClientId, request.Descending);

    private static Faults OfNode(string id, long minPosition) =>
        new Faults().Text(id, "node_id", Limits.IdLength).Require(minPosition >= 0, "min_position", NotNegative);
}
