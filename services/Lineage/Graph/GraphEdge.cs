namespace MlOps.Lineage.Graph;

/// <summary><paramref name="From"/> came from <paramref name="To"/>.</summary>
internal sealed record GraphEdge(string From, string To, string Relation);
