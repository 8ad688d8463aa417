namespace MlOps.Lineage;

/// <summary>What a request, an answer and a node of the graph may hold.</summary>
internal static class Limits
{
    /// <summary>The longest id of a node; a longer one would not fit an index of edges.</summary>
    public const int IdLength = 1024;

    /// <summary>The longest text that the ledger is filtered by.</summary>
    public const int FilterLength = 1024;

    /// <summary>The longest id that a client can give a prediction.</summary>
    public const int ClientIdLength = 128;

    public const int AttributeKeyLength = 256;

    /// <summary>How much of a value is kept in the graph; the ledger has all of it.</summary>
    public const int AttributeLength = 1000;

    /// <summary>How many attributes of a node are answered.</summary>
    public const int Attributes = 200;

    public const int Nodes = 10_000;

    public const int Edges = 40_000;

    public const int Depth = 100;

    public const int DefaultDepth = 20;
}
