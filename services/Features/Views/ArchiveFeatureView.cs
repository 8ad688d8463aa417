using MlOps.EventSourcing;
using MlOps.Features.Definitions;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Features.V1;

namespace MlOps.Features.Views;

/// <summary>
/// Archives a feature view; refused while a feature service that is not archived uses it. Online lookups continue.
/// </summary>
internal sealed class ArchiveFeatureView(Mutations mutations, DefinitionLock definitions, IUsersOf<FeatureView> users)
{
    public async Task<FeatureView> HandleAsync(V1.ArchiveFeatureViewRequest request, CancellationToken cancellation)
    {
        new Faults().Name(request.Name, "name").Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        if (await mutations.RepeatedAsync<FeatureView>(request, cancellation) is { } repeated) return repeated.State;
        var by = Caller.Current.Subject;
        await using var exclusive = await definitions.ExcludeAsync(cancellation);
        var services = await users.FindAsync(request.Name, cancellation);
        var result = await mutations.ApplyAsync<FeatureView>(
            FeatureView.StreamOf(request.Name), request, (state, now) => Decide(state, request, services, by, now), cancellation);
        return result.State;
    }

    public static IEnumerable<object> Decide(
        FeatureView? state, V1.ArchiveFeatureViewRequest request, IReadOnlyCollection<string> services, string by, DateTimeOffset now)
    {
        var view = FeatureView.Existing(state, request.Name);
        if (view.Archived) return [];
        return services.Count == 0
            ? [new FeatureViewArchived(view.Name, by, now)]
            : throw new RuleBrokenException(
                "feature-view-in-use", view.Id,
                $"The feature view {view.Name} is used by {string.Join(", ", services)}; archive them first.");
    }
}
