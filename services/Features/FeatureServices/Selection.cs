using MlOps.Features.Views;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.FeatureServices;

/// <summary>Resolves feature references; reports all faults at once.</summary>
internal static class Selection
{
    /// <param name="references">View and feature; an empty feature selects all features of the view.</param>
    /// <param name="views">Existing views by name.</param>
    /// <param name="field">Name of the request field, for faults.</param>
    public static IReadOnlyList<SelectedFeature> Of(
        IReadOnlyList<(string View, string Feature)> references, IReadOnlyDictionary<string, FeatureView> views, string field)
    {
        var selected = Resolve(references, views, field);
        var faults = new Faults();
        foreach (var twice in selected.GroupBy(f => f).Where(g => g.Count() > 1))
            faults.Require(false, field, $"{twice.Key.View}:{twice.Key.Feature} is selected twice");
        faults
            .Count(selected.Count, field, Limits.FeaturesPerService)
            .Require(
                selected.DistinctBy(f => f.View).Count() <= Limits.ViewsPerService, field,
                $"must be of at most {Limits.ViewsPerService} views");
        var columns = Named(selected);
        CheckColumns(columns, [.. selected.Select(f => f.View).Distinct().Select(name => views[name])], field, faults);
        faults.ThrowIfAny();
        return columns;
    }

    private static List<(string View, string Feature)> Resolve(
        IReadOnlyList<(string View, string Feature)> references, IReadOnlyDictionary<string, FeatureView> views, string field)
    {
        var faults = new Faults();
        var selected = new List<(string View, string Feature)>();
        foreach (var (i, (viewName, feature)) in references.Index())
        {
            if (!views.TryGetValue(viewName, out var view))
                faults.Require(false, $"{field}[{i}]", $"feature view {viewName} does not exist");
            else if (feature.Length == 0) selected.AddRange(view.Features.Select(f => (viewName, f.Name)));
            else if (view.Features.Any(f => f.Name == feature)) selected.Add((viewName, feature));
            else faults.Require(false, $"{field}[{i}]", $"feature view {viewName} has no feature {feature}");
        }

        faults.ThrowIfAny();
        return selected;
    }

    /// <summary>Assigns column names; features with the same name are prefixed with the name of their view.</summary>
    private static List<SelectedFeature> Named(List<(string View, string Feature)> selected)
    {
        var shared = selected.GroupBy(f => f.Feature, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Key)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. selected.Select(f => new SelectedFeature(
                f.View, f.Feature, shared.Contains(f.Feature) ? $"{f.View}__{f.Feature}" : f.Feature)),
        ];
    }

    private static void CheckColumns(List<SelectedFeature> columns, List<FeatureView> views, string field, Faults faults)
    {
        foreach (var twice in columns.GroupBy(c => c.Column, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            faults.Require(false, field, $"two features would have the column {twice.Key}");
        var keys = views.SelectMany(view => view.JoinKeys).Distinct().ToLookup(key => key.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var key in keys.Where(key => key.Count() > 1))
            faults.Require(false, field, $"the views' join keys named {key.Key} have different types or case");
        foreach (var clash in columns.Where(column => keys.Contains(column.Column)))
            faults.Require(false, field, $"feature {clash.Column} is also the name of a join key");
    }
}
