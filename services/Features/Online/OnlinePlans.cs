using System.Collections.Concurrent;
using Google.Protobuf.Collections;
using MlOps.Contracts.Features.V1;
using MlOps.Features.FeatureServices;
using MlOps.ServiceDefaults.Errors;
using FeatureView = MlOps.Features.Views.FeatureView;

namespace MlOps.Features.Online;

/// <summary>Plans of lookups, kept in memory: feature services and views never change, so a plan is right for ever.</summary>
internal sealed class OnlinePlans(Definitions definitions)
{
    private readonly ConcurrentDictionary<string, OnlinePlan> services = new();
    private readonly ConcurrentDictionary<string, FeatureView> views = new();

    public async ValueTask<OnlinePlan> OfAsync(GetOnlineFeaturesRequest request, CancellationToken cancellation) => request.KindCase switch
    {
        GetOnlineFeaturesRequest.KindOneofCase.FeatureService =>
            services.TryGetValue(request.FeatureService, out var plan) ? plan : await PlanOfServiceAsync(request.FeatureService, cancellation),
        GetOnlineFeaturesRequest.KindOneofCase.Features => await PlanOfNamesAsync(request.Features.Names, cancellation),
        _ => throw new InvalidRequestException("feature_service", "or features is required"),
    };

    private async Task<OnlinePlan> PlanOfServiceAsync(string name, CancellationToken cancellation)
    {
        var service = await definitions.GetServiceAsync(name, cancellation);
        return services[name] = OnlinePlan.Of(service.Features, await definitions.FindViewsAsync(service.Views, cancellation));
    }

    private async Task<OnlinePlan> PlanOfNamesAsync(RepeatedField<string> names, CancellationToken cancellation)
    {
        var faults = new Faults().Require(names.Count is > 0 and <= Limits.FeaturesPerService, "features.names", $"must be 1 to {Limits.FeaturesPerService}");
        var references = names.Take(Limits.FeaturesPerService).Select(name => name.Split(':', 2)).ToList();
        foreach (var (i, parts) in references.Index()) faults.Require(parts is [{ Length: > 0 }, { Length: > 0 }], $"features.names[{i}]", "must be view:feature");
        faults.ThrowIfAny();
        var used = await ViewsAsync(references.Select(r => r[0]).Distinct().ToList(), cancellation);
        return OnlinePlan.Of(Selection.Of([.. references.Select(r => (r[0], r[1]))], used, "features.names"), used);
    }

    private async Task<IReadOnlyDictionary<string, FeatureView>> ViewsAsync(List<string> names, CancellationToken cancellation)
    {
        var missing = names.Where(n => !views.ContainsKey(n)).ToList();
        if (missing.Count > 0)
        {
            foreach (var (name, view) in await definitions.FindViewsAsync(missing, cancellation)) views[name] = view;
        }

        return names.Where(views.ContainsKey).ToDictionary(n => n, n => views[n]);
    }
}
