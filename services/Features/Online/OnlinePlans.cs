using System.Collections.Concurrent;
using Google.Protobuf.Collections;
using MlOps.Contracts.Features.V1;
using MlOps.EventSourcing;
using MlOps.Features.FeatureServices;
using MlOps.Features.Views;
using MlOps.ServiceDefaults.Errors;
using FeatureView = MlOps.Features.Views.FeatureView;

namespace MlOps.Features.Online;

/// <summary>
/// Caches lookup plans until a feature view changes. A commit signal invalidates the cache on all nodes, usually within some ten
/// milliseconds and at the latest after <see cref="CommitSignals.LookAgain"/>.
/// </summary>
internal sealed class OnlinePlans(FeatureServiceQueries services, FeatureViewQueries views, CommitSignals signals)
{
    private Kept kept = new(Task.CompletedTask);

    public async ValueTask<OnlinePlan> OfAsync(GetOnlineFeaturesRequest request, CancellationToken cancellation) => request.KindCase switch
    {
        GetOnlineFeaturesRequest.KindOneofCase.FeatureService =>
            Current().Plans.TryGetValue(ScopedName.Of(request.FeatureService), out var plan)
                ? plan
                : await PlanOfServiceAsync(request.FeatureService, cancellation),
        GetOnlineFeaturesRequest.KindOneofCase.Features => await PlanOfNamesAsync(request.Features.Names, cancellation),
        _ => throw new InvalidRequestException("feature_service", "or features is required"),
    };

    private async Task<OnlinePlan> PlanOfServiceAsync(string name, CancellationToken cancellation)
    {
        var current = Current();
        var service = await services.GetAsync(name, cancellation);
        var used = await views.FindAsync(service.ViewNames(), cancellation);
        return current.Plans[ScopedName.Of(name)] = OnlinePlan.Of(service.Features, used);
    }

    private async Task<OnlinePlan> PlanOfNamesAsync(RepeatedField<string> names, CancellationToken cancellation)
    {
        var faults = new Faults().Require(
            names.Count is > 0 and <= Limits.FeaturesPerService, "features.names", $"must be 1 to {Limits.FeaturesPerService}");
        var references = names.Take(Limits.FeaturesPerService).Select(name => name.Split(':', 2)).ToList();
        foreach (var (i, parts) in references.Index())
            faults.Require(parts is [{ Length: > 0 }, { Length: > 0 }], $"features.names[{i}]", "must be view:feature");
        faults.ThrowIfAny();
        var used = await ViewsAsync([.. references.Select(r => r[0]).Distinct()], cancellation);
        return OnlinePlan.Of(Selection.Of([.. references.Select(r => (r[0], r[1]))], used, "features.names"), used);
    }

    private async Task<IReadOnlyDictionary<string, FeatureView>> ViewsAsync(List<string> names, CancellationToken cancellation)
    {
        var current = Current().Views;
        var missing = names.Where(name => !current.ContainsKey(ScopedName.Of(name))).ToList();
        if (missing.Count > 0)
        {
            foreach (var (name, view) in await views.FindAsync(missing, cancellation)) current[ScopedName.Of(name)] = view;
        }

        return names.Where(name => current.ContainsKey(ScopedName.Of(name)))
            .ToDictionary(name => name, name => current[ScopedName.Of(name)]);
    }

    // The signal is requested before reading, so that no change is missed.
    private Kept Current()
    {
        var current = Volatile.Read(ref kept);
        if (!current.Changed.IsCompleted) return current;
        var next = new Kept(signals.Next(UpdateFeatureView.Changed));
        return Interlocked.CompareExchange(ref kept, next, current) == current ? next : Volatile.Read(ref kept);
    }

    private sealed class Kept(Task changed)
    {
        public Task Changed { get; } = changed;

        public ConcurrentDictionary<ScopedName, OnlinePlan> Plans { get; } = new();

        public ConcurrentDictionary<ScopedName, FeatureView> Views { get; } = new();
    }
}
