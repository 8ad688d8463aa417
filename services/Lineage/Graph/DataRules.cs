using MlOps.Contracts.Catalog.V1;

namespace MlOps.Lineage.Graph;

internal static class DataRules
{
    public static void Register(RuleSet rules) => rules.On<DatasetVersionImported>(imported =>
    {
        var version = NodeId.DatasetVersion(imported.Dataset, imported.Version);
        return new GraphChange()
            .Node(version, ("digest", imported.Digest), ("rows", imported.RowCount.ToString()), ("files", string.Join(", ", imported.Files.Select(file => file.Path))))
            .Node(NodeId.Blob(imported.Digest), ("files", string.Join(", ", imported.Files.Select(file => $"{file.Path} {file.Digest}"))))
            .Edge(version, NodeId.Blob(imported.Digest), "stored_as")
            .EdgesTo(version, imported.DerivedFrom, "derived_from");
    });
}
