namespace MlOps.Lineage.Graph;

/// <summary>What one event says about the graph; collected with <see cref="Node"/> and <see cref="Edge"/>.</summary>
internal sealed class GraphChange
{
    public static GraphChange None { get; } = new();

    public List<(string Id, Dictionary<string, string> Attributes)> Nodes { get; } = [];

    public List<(string From, string To, string Relation)> Edges { get; } = [];

    /// <summary>A node and what is newly known of it; attributes without a value say nothing, and of one that is told twice the last counts.</summary>
    public GraphChange Node(string id, params IEnumerable<(string Key, string Value)> attributes)
    {
        var known = new Dictionary<string, string>();
        foreach (var (key, value) in attributes.Where(attribute => attribute.Value.Length > 0)) known[Storable(key)] = Storable(value);
        Nodes.Add((id, known));
        return this;
    }

    /// <summary><paramref name="from"/> came from <paramref name="to"/>; where the event does not name one of them, there is no edge.</summary>
    public GraphChange Edge(string from, string to, string relation)
    {
        if (NodeId.IsNamed(from) && NodeId.IsNamed(to)) Edges.Add((from, to, relation));
        return this;
    }

    public GraphChange EdgesTo(string from, IEnumerable<string> targets, string relation)
    {
        foreach (var target in targets) Edge(from, target, relation);
        return this;
    }

    /// <summary>PostgreSQL has no U+0000 in texts; an event must not miss the ledger for one.</summary>
    private static string Storable(string text) => text.Replace('\0', '\uFFFD');
}
