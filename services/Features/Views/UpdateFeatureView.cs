using System.Collections.Immutable;
using MlOps.EventSourcing;
using MlOps.Features.Definitions;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Features.V1;

namespace MlOps.Features.Views;

/// <summary>Updates a feature view compatibly: existing features stay unchanged; new ones are appended.</summary>
internal sealed class UpdateFeatureView(Mutations mutations, FeatureViewQueries views, SourceCheck source, CommitSignals signals)
{
    /// <summary>Topic of the commit signal after a change of any feature view.</summary>
    public const string Changed = "feature-views";

    private const string Ttl = "ttl";
    private const string Features = "features";
    private const string SourceVersion = "source_version";

    public async Task<FeatureView> HandleAsync(V1.UpdateFeatureViewRequest request, CancellationToken cancellation)
    {
        var features = Validate(request);
        if (await mutations.RepeatedAsync<FeatureView>(request, cancellation) is { } repeated) return repeated.State;
        var by = Caller.Current.Subject;
        var read = await views.GetAsync(request.Name, cancellation);
        var wanted = Updated(read, request, features, by, default);
        var changesSource = ChangesSource(read, wanted);
        if (changesSource) await source.RequireAsync(read.JoinKeys, wanted.Source, wanted.Features, cancellation);
        var result = await mutations.ApplyAsync<FeatureView>(read.Id, request, (state, now) =>
        {
            // The definition that was validated against the catalog must not be stale.
            if (changesSource && state is not null && ChangesSource(state, read))
                throw new VersionConflictException($"{read.Id} is being changed by others; try again");
            return Decide(state, request, features, by, now);
        }, cancellation);
        signals.Raise(Changed);
        return result.State;
    }

    public static IEnumerable<object> Decide(
        FeatureView? state, V1.UpdateFeatureViewRequest request, IReadOnlyList<FeatureColumn> features, string by, DateTimeOffset now)
    {
        var view = FeatureView.Existing(state, request.Name);
        var updated = Updated(view, request, features, by, now);
        var unchanged = !ChangesSource(view, updated) && updated.Ttl == view.Ttl && updated.Description == view.Description
            && updated.Tags.SequenceEqual(view.Tags);
        return unchanged ? [] : [updated];
    }

    private static FeatureViewUpdated Updated(
        FeatureView view, V1.UpdateFeatureViewRequest request, IReadOnlyList<FeatureColumn> features, string by, DateTimeOffset now)
    {
        view.Open();
        var mask = request.UpdateMask;
        return new FeatureViewUpdated(
            view.Name,
            mask.Has(SourceVersion) ? view.Source with { Version = request.SourceVersion } : view.Source,
            mask.Has(Features) ? Added(view, features) : view.Features,
            mask.Has(Ttl) ? request.Ttl?.ToTimeSpan() ?? TimeSpan.Zero : view.Ttl,
            mask.Has(UpdateMask.Description) ? request.Description : view.Description,
            mask.Has(UpdateMask.Tags) ? request.Tags.ToImmutableSortedDictionary() : view.Tags,
            by,
            now);
    }

    private static IReadOnlyList<FeatureColumn> Added(FeatureView view, IReadOnlyList<FeatureColumn> features)
    {
        var changed = view.Features.Where((feature, i) => i >= features.Count || features[i] != feature).FirstOrDefault();
        if (changed is not null)
        {
            throw new RuleBrokenException(
                "features-only-added", view.Id,
                $"The feature {changed.Name} cannot be changed, moved or removed; new features are appended.");
        }

        var faults = new Faults();
        ViewFields.CheckNames(faults, features, view.JoinKeys);
        faults.ThrowIfAny();
        return features;
    }

    private static bool ChangesSource(FeatureView view, FeatureViewUpdated updated) =>
        view.Source != updated.Source || !view.Features.SequenceEqual(updated.Features);

    private static bool ChangesSource(FeatureView view, FeatureView other) =>
        view.Source != other.Source || !view.Features.SequenceEqual(other.Features);

    private static List<FeatureColumn> Validate(V1.UpdateFeatureViewRequest request)
    {
        var faults = new Faults()
            .Name(request.Name, "name")
            .Length(request.Reason, "reason", Limits.ReasonLength)
            .CheckText(request.Description, request.Tags)
            .CheckMask(request.UpdateMask, UpdateMask.Description, UpdateMask.Tags, Ttl, Features, SourceVersion)
            .Require(request.SourceVersion >= 0, SourceVersion, "must not be negative; 0 is the latest");
        ViewFields.CheckTtl(faults, request.Ttl);
        var features = request.UpdateMask?.Paths.Contains(Features) == true ? ViewFields.Features(faults, request.Features) : [];
        faults.ThrowIfAny();
        return features;
    }
}
