namespace MlOps.Lineage.Graph;

/// <summary>A node with what its events told of it, later ones over earlier ones by the time at which they happened.</summary>
/// <param name="Time">Of the last of these events; null where only an edge has told of the node.</param>
/// <param name="Position">Where that event stands in the ledger.</param>
internal sealed record GraphNode(
    string Id, IReadOnlyDictionary<string, string> Attributes, DateTimeOffset? Time, string Actor, long Position);
