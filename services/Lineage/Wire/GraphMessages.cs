using Google.Protobuf.WellKnownTypes;
using MlOps.Lineage.Graph;
using MlOps.ServiceDefaults.Paging;
using V1 = MlOps.Contracts.Lineage.V1;

namespace MlOps.Lineage.Wire;

/// <summary>The graph as the messages of the contract.</summary>
internal static class GraphMessages
{
    public static V1.Node ToWire(this GraphNode node, PredictionSight sight)
    {
        var message = new V1.Node
        {
            Id = node.Id, Kind = NodeId.KindOf(node.Id), Time = node.Time?.ToTimestamp(), Position = node.Position,
        };
        if (!sight.Sees(node)) return message;
        message.Actor = node.Actor;
        // Of a run with many params and metrics, what else is known of it goes first.
        var attributes = node.Attributes
            .OrderBy(attribute => attribute.Key.Contains('.')).ThenBy(attribute => attribute.Key, StringComparer.Ordinal);
        foreach (var (key, value) in attributes.Take(Limits.Attributes)) message.Attributes[key] = value;
        return message;
    }

    public static V1.Edge ToWire(this GraphEdge edge) => new() { From = edge.From, To = edge.To, Relation = edge.Relation };

    /// <summary>The walk's first nodes that fit an answer, and the edges between them.</summary>
    public static V1.GetLineageResponse ToWire(this Walk walk, PredictionSight sight)
    {
        var response = new V1.GetLineageResponse { Position = walk.Position, Truncated = walk.Truncated };
        var (leaving, arriving) = (walk.Edges.ToLookup(edge => edge.From), walk.Edges.ToLookup(edge => edge.To));
        var (kept, bytes) = (new HashSet<string>(), 0);
        foreach (var node in walk.Nodes)
        {
            kept.Add(node.Id);
            var message = node.ToWire(sight);
            var edges = leaving[node.Id].Where(edge => kept.Contains(edge.To))
                .Concat(arriving[node.Id].Where(edge => kept.Contains(edge.From) && edge.From != edge.To)).Select(ToWire).ToList();
            bytes += Size(message) + edges.Sum(Size);
            if (bytes > Page<GraphNode>.MaxBytes && response.Nodes.Count > 0)
            {
                response.Truncated = true;
                break;
            }
            response.Nodes.Add(message);
            response.Edges.Add(edges);
        }
        return response;
    }

    public static WalkDirection FromWire(this V1.Direction direction) => direction == V1.Direction.Unspecified
        ? WalkDirection.Upstream
        : System.Enum.Parse<WalkDirection>(direction.ToString());

    // With the tag and the length that stand before a message in a list.
    private static int Size(Google.Protobuf.IMessage message) => message.CalculateSize() + 6;
}
