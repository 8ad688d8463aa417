using System.Text;

namespace MlOps.Lineage.Graph;

/// <summary>What one event says about the graph; collected with <see cref="Node"/> and <see cref="Edge"/>.</summary>
internal sealed class GraphChange
{
    public static GraphChange None { get; } = new();

    public List<(string Id, Dictionary<string, string> Attributes)> Nodes { get; } = [];

    public List<(string From, string To, string Relation)> Edges { get; } = [];

    /// <summary>Nodes that are no longer kept: those up to an id that have an edge to one whose id begins so.</summary>
    public List<(string LastId, string TargetPrefix)> Expired { get; } = [];

    /// <summary>
    /// A node and what is newly known of it; attributes without a value say nothing, and of one that is told twice the last counts.
    /// </summary>
    public GraphChange Node(string id, params IEnumerable<(string Key, string Value)> attributes)
    {
        if (!IsStorable(id)) return this;
        var known = new Dictionary<string, string>();
        foreach (var (key, value) in attributes.Where(attribute => attribute.Value.Length > 0))
            known[Storable(key, Limits.AttributeKeyLength)] = Storable(value, Limits.AttributeLength);
        Nodes.Add((id, known));
        return this;
    }

    /// <summary><paramref name="from"/> came from <paramref name="to"/>; no edge where the event does not name one of them.</summary>
    public GraphChange Edge(string from, string to, string relation)
    {
        if (NodeId.IsNamed(from) && NodeId.IsNamed(to) && IsStorable(from) && IsStorable(to)) Edges.Add((from, to, relation));
        return this;
    }

    /// <summary>The predictions of a deployment up to this one are no longer kept.</summary>
    public GraphChange ExpirePredictions(string deployment, string lastId)
    {
        if (IsStorable(deployment) && IsStorable(lastId)) Expired.Add((NodeId.Prediction(lastId), NodeId.DeploymentPrefix(deployment)));
        return this;
    }

    public GraphChange EdgesTo(string from, IEnumerable<string> targets, string relation)
    {
        foreach (var target in targets) Edge(from, target, relation);
        return this;
    }

    /// <summary>An id that no index can hold is left to the ledger.</summary>
    private static bool IsStorable(string id) => !id.Contains('\0') && Encoding.UTF8.GetByteCount(id) <= Limits.IdLength;

    /// <summary>PostgreSQL has no U+0000 in texts; an event must not miss the ledger for one.</summary>
    private static string Storable(string text, int length) => Cut(text, length).Replace('\0', '\uFFFD');

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
