namespace MlOps.Lineage.Graph;

/// <summary>What was reached from a node.</summary>
/// <param name="Nodes">In topological order, the start first.</param>
/// <param name="Position">The ledger position that this is true for.</param>
/// <param name="Truncated">Whether the depth or a limit cut the walk.</param>
internal sealed record Walk(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges, long Position, bool Truncated);
