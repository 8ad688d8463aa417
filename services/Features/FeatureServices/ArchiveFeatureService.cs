using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using V1 = MlOps.Contracts.Features.V1;

namespace MlOps.Features.FeatureServices;

/// <summary>Archives a feature service: no new training sets; online lookups continue.</summary>
internal sealed class ArchiveFeatureService(Mutations mutations)
{
    public async Task<FeatureService> HandleAsync(V1.ArchiveFeatureServiceRequest request, CancellationToken cancellation)
    {
        new Faults().Name(request.Name, "name").Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        var by = Caller.Current.Subject;
        var result = await mutations.ApplyAsync<FeatureService>(
            FeatureService.StreamOf(request.Name), request, (state, now) => Decide(state, request, by, now), cancellation);
        return result.State;
    }

    public static IEnumerable<object> Decide(
        FeatureService? state, V1.ArchiveFeatureServiceRequest request, string by, DateTimeOffset now) =>
        FeatureService.Existing(state, request.Name).Archived ? [] : [new FeatureServiceArchived(request.Name, by, now)];
}
