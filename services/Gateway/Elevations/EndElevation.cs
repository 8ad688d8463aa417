using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Elevations;

/// <summary>Ends an elevation before its time: one's own, or another's with a permission of its own.</summary>
internal sealed class EndElevation(Mutations mutations, ElevationQueries elevations, ActiveElevations active)
{
    private const string OfOthers = "identity.elevations.end_all";

    public async Task<Elevation> HandleAsync(EndElevationRequest request, CancellationToken cancellation)
    {
        ElevationRules.Check(request);
        var caller = Caller.Current;
        var elevation = await elevations.GetAsync(request.Id, cancellation);
        if (SubjectNames.Canonical(elevation.Subject) != caller.Person) caller.Demand(OfOthers);
        var ended = await mutations.ApplyAsync<Elevation>(
            elevation.Id, request, (state, now) => Decide(state, request, caller.Subject, now), cancellation,
            (session, events) =>
            {
                if (events is [ElevationEnded e]) ActiveElevations.End(session, e);
            });
        active.Changed(ended.State);
        return ended.State;
    }

    /// <summary>One that is over stays as it is.</summary>
    public static IEnumerable<object> Decide(Elevation? state, EndElevationRequest request, string by, DateTimeOffset now)
    {
        if (state is null) throw new NotFoundException("elevation", request.Id);
        return state.EndsAt <= now
            ? []
            : [new ElevationEnded(state.ElevationId, state.Workspace, state.Subject, state.Role, by, now)];
    }
}
