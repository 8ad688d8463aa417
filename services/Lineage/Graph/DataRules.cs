using MlOps.Contracts.Catalog.V1;

namespace MlOps.Lineage.Graph;

internal static class DataRules
{
    public static void Register(RuleSet rules) => rules.On<DatasetVersionImported>(imported =>
    {
        var version = NodeId.DatasetVersion(imported.Dataset, imported.Version);
        var blob = NodeId.Blob(imported.Digest);
        return new GraphChange()
            .Node(
                version, ("digest", imported.Digest), ("rows", $"{imported.RowCount}"), ("columns", $"{imported.ColumnCount}"),
                ("files", $"{imported.FileCount}"), ("bytes", $"{imported.SizeBytes}"), ("format", imported.Format))
            .Node(blob, ("files", $"{imported.FileCount}"))
            .Edge(version, blob, "stored_as")
            .EdgesTo(version, imported.DerivedFrom, "derived_from");
    });
}
