using MlOps.Contracts.Catalog.V1;

namespace MlOps.Lineage.Graph;

internal static class DataRules
{
    public static void Register(RuleSet rules) => rules.On<DatasetVersionImported>(imported =>
    {
        var version = NodeId.DatasetVersion(imported.Dataset, imported.Version);
        return new GraphChange()
            .Node(
                version, ("digest", imported.Digest), ("rows", $"{imported.RowCount}"), ("columns", $"{imported.ColumnCount}"),
                ("files", $"{imported.FileCount}"), ("bytes", $"{imported.SizeBytes}"), ("format", imported.Format))
            .Node(NodeId.Blob(imported.Digest), ("files", $"{imported.FileCount}"))
            .Edge(version, NodeId.Blob(imported.Digest), "stored_as")
            .EdgesTo(version, imported.DerivedFrom, "derived_from");
    });
}
