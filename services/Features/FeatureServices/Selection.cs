using MlOps.Features.Views;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Features.FeatureServices;

/// <summary>Turns references into the selected features, all faults named.</summary>
internal static class Selection
{
    /// <param name="references">View and feature; an empty feature stands for all of the view.</param>
    /// <param name="views">The views that exist, by name.</param>
    /// <param name="field">The request's field, for faults.</param>
    public static IReadOnlyList<SelectedFeature> Of(
        IReadOnlyList<(string View, string Feature)> references, IReadOnlyDictionary<string, FeatureView> views, string field)
    {
        var faults = new Faults();
        var selected = new List<(string View, string Feature)>();
        foreach (var (i, (viewName, feature)) in references.Index())
        {
            if (!views.TryGetValue(viewName, out var view)) faults.Require(false, $"{field}[{i}]", $"feature view {viewName} does not exist");
            else if (feature.Length == 0) selected.AddRange(view.Features.Select(f => (viewName, f.Name)));
            else if (view.Features.Any(f => f.Name == feature)) selected.Add((viewName, feature));
            else faults.Require(false, $"{field}[{i}]", $"feature view {viewName} has no feature {feature}");
        }

        faults.ThrowIfAny();
        foreach (var twice in selected.GroupBy(f => f).Where(g => g.Count() > 1)) faults.Require(false, field, $"{twice.Key.View}:{twice.Key.Feature} is selected twice");
        faults
            .Count(selected.Count, field, Limits.FeaturesPerService)
            .Require(selected.DistinctBy(f => f.View).Count() <= Limits.ViewsPerService, field, $"must be of at most {Limits.ViewsPerService} views");

        var shared = selected.GroupBy(f => f.Feature, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var columns = selected.Select(f => new SelectedFeature(f.View, f.Feature, shared.Contains(f.Feature) ? $"{f.View}__{f.Feature}" : f.Feature)).ToList();
        foreach (var twice in columns.GroupBy(c => c.Column, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            faults.Require(false, field, $"two features would have the column {twice.Key}");
        var keys = references.SelectMany(r => views[r.View].JoinKeys).Distinct().ToLookup(k => k.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var key in keys.Where(k => k.Count() > 1)) faults.Require(false, field, $"the views' join keys named {key.Key} have different types or case");
        foreach (var clash in columns.Where(c => keys.Contains(c.Column))) faults.Require(false, field, $"feature {clash.Column} is also the name of a join key");
        faults.ThrowIfAny();
        return columns;
    }
}
