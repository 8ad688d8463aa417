namespace MlOps.Lineage.Graph;

/// <summary>What one event says about the graph; collected with <see cref="Node"/> and <see cref="Edge"/>.</summary>
internal sealed class GraphChange
{
    public static GraphChange None { get; } = new();

    public List<(string Id, Dictionary<string, string> Attributes)> Nodes { get; } = [];

    public List<(string From, string To, string Relation)> Edges { get; } = [];

    /// <summary>A node and what is newly known of it; attributes without a value say nothing.</summary>
    public GraphChange Node(string id, params IEnumerable<(string Key, string Value)> attributes)
    {
        Nodes.Add((id, attributes.Where(attribute => attribute.Value.Length > 0).ToDictionary(attribute => attribute.Key, attribute => attribute.Value)));
        return this;
    }

    /// <summary><paramref name="from"/> came from <paramref name="to"/>.</summary>
    public GraphChange Edge(string from, string to, string relation)
    {
        Edges.Add((from, to, relation));
        return this;
    }

    public GraphChange EdgesTo(string from, IEnumerable<string> targets, string relation)
    {
        foreach (var target in targets) Edge(from, target, relation);
        return this;
    }
}
