using MlOps.Features.Entities;
using MlOps.Features.FeatureServices;
using MlOps.Features.Views;

namespace MlOps.Features.Online;

/// <summary>The part of a lookup plan for one view: join keys, TTL, and the mapping from stored values to result columns.</summary>
internal sealed record OnlineView(
    string Name, IReadOnlyList<KeyColumn> JoinKeys, TimeSpan Ttl, IReadOnlyList<(int Stored, int Result)> Features);

/// <summary>The plan of an online lookup, computed from the definitions.</summary>
internal sealed record OnlinePlan(IReadOnlyList<string> FeatureNames, IReadOnlyList<OnlineView> Views, IReadOnlyList<KeyColumn> JoinKeys)
{
    public static OnlinePlan Of(IReadOnlyList<SelectedFeature> features, IReadOnlyDictionary<string, FeatureView> views)
    {
        var online = features.Index().GroupBy(f => f.Item.View).Select(g =>
        {
            var view = views[g.Key];
            var stored = view.Features.Index().ToDictionary(f => f.Item.Name, f => f.Index);
            return new OnlineView(view.Name, view.JoinKeys, view.Ttl, [.. g.Select(f => (stored[f.Item.Feature], f.Index))]);
        }).ToList();
        return new OnlinePlan([.. features.Select(f => f.Column)], online, [.. online.SelectMany(v => v.JoinKeys).DistinctBy(k => k.Name)]);
    }
}
