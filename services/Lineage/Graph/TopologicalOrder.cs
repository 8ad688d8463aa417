namespace MlOps.Lineage.Graph;

/// <summary>Every node after all that lead to it from the asked one (Kahn's algorithm); ties keep the order of the walk.</summary>
internal static class TopologicalOrder
{
    public static List<GraphNode> Of(IReadOnlyList<GraphNode> nodes, IReadOnlyList<GraphEdge> edges, string start, WalkDirection direction)
    {
        var (near, far) = direction == WalkDirection.Downstream
            ? (new Func<GraphEdge, string>(edge => edge.To), new Func<GraphEdge, string>(edge => edge.From))
            : (edge => edge.From, edge => edge.To);
        var leaving = edges.ToLookup(near);
        var waiting = nodes.ToDictionary(node => node.Id, _ => 0);
        foreach (var edge in edges) waiting[far(edge)]++;

        var order = new List<GraphNode>();
        var ranked = nodes.Select((node, rank) => (node, rank)).ToDictionary(entry => entry.node.Id, entry => entry);
        var ready = new PriorityQueue<string, int>();
        foreach (var node in nodes.Where(node => waiting[node.Id] == 0 || node.Id == start)) ready.Enqueue(node.Id, ranked[node.Id].rank);
        var placed = new HashSet<string>();
        var unplaced = 0;
        while (order.Count < nodes.Count)
        {
            // A cycle (an alias of the same data under two names) is broken at the node that the walk reached first.
            if (!ready.TryDequeue(out var id, out _))
            {
                while (placed.Contains(nodes[unplaced].Id)) unplaced++;
                id = nodes[unplaced].Id;
            }
            if (!placed.Add(id)) continue;
            order.Add(ranked[id].node);
            foreach (var edge in leaving[id])
            {
                if (--waiting[far(edge)] == 0) ready.Enqueue(far(edge), ranked[far(edge)].rank);
            }
        }
        return order;
    }
}
