using MlOps.Contracts.Features.V1;

namespace MlOps.Lineage.Graph;

internal static class FeatureRules
{
    public static void Register(RuleSet rules) => rules
        .On<FeatureViewCreated>(created =>
            View(created.FeatureView, created.Source, created.Features, ("entities", string.Join(", ", created.Entities))))
        .On<FeatureViewUpdated>(updated => View(updated.FeatureView, updated.Source, updated.Features))
        .On<FeatureViewMaterialized>(materialized => new GraphChange().Edge(
            NodeId.FeatureView(materialized.FeatureView),
            NodeId.DatasetVersion(materialized.SourceDataset, materialized.SourceVersion), "materialized_from"))
        .On<FeatureServiceCreated>(created => new GraphChange()
            .Node(NodeId.FeatureService(created.FeatureService),
                ("features", string.Join(", ", created.Features.Select(feature => $"{feature.FeatureView}:{feature.Feature}"))))
            .EdgesTo(NodeId.FeatureService(created.FeatureService), created.FeatureViews.Select(NodeId.FeatureView), "selects"))
        .On<TrainingSetCreated>(created =>
        {
            var version = NodeId.DatasetVersion(created.Dataset, created.Version);
            return new GraphChange()
                .Node(version,
                    ("digest", created.Digest), ("rows", created.RowCount.ToString()), ("feature_service", created.FeatureService),
                    ("labels", string.Join(", ", created.Labels)))
                .Edge(version, NodeId.FeatureService(created.FeatureService), "selected_by")
                .EdgesTo(version, created.DerivedFrom, "derived_from");
        });

    // Without a version the view reads the latest one: what was made of the view names that version.
    private static GraphChange View(
        string name, Source source, IEnumerable<Feature> features, params (string Name, string Value)[] attributes)
    {
        var view = NodeId.FeatureView(name);
        var selected = string.Join(", ", features.Select(feature => feature.Name));
        var change = new GraphChange().Node(view, [.. attributes, ("source", source.Dataset), ("features", selected)]);
        return source.Version == 0 ? change : change.Edge(view, NodeId.DatasetVersion(source.Dataset, source.Version), "reads");
    }
}
