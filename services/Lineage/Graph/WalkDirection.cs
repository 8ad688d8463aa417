namespace MlOps.Lineage.Graph;

/// <summary>Which way edges are followed.</summary>
internal enum WalkDirection
{
    /// <summary>To what a node came from.</summary>
    Upstream,

    /// <summary>To what followed from it.</summary>
    Downstream,
}
