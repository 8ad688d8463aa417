using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.Gateway.CustomRoles;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Elevations;

/// <summary>Gives the caller a further role in the workspace for a time, and raises the alert.</summary>
internal sealed class BeginElevation(
    Mutations mutations, KnownRoles roles, ActiveElevations active, ILogger<BeginElevation> logger)
{
    /// <param name="request">The request.</param>
    /// <param name="tokenEnd">When the caller's token expires, if that is known.</param>
    /// <param name="cancellation">The cancellation token of the call.</param>
    public async Task<Elevation> HandleAsync(
        BeginElevationRequest request, DateTimeOffset? tokenEnd, CancellationToken cancellation)
    {
        ElevationRules.Check(request, roles);
        if (await mutations.RepeatedAsync<Elevation>(request, cancellation) is { } repeated) return repeated.State;
        var caller = Caller.Current;
        // Ids of version 7 ascend with time, so that elevations are listed by their beginning with their id alone.
        var id = Guid.CreateVersion7().ToString("n");
        var lasting = active.Of(caller.Subject, caller.Workspace);
        try
        {
            var begun = await mutations.ApplyAsync<Elevation>(
                Elevation.StreamOf(id), request, (_, now) => Decide(id, request, caller, lasting, tokenEnd, now), cancellation,
                (session, events) =>
                {
                    if (events is [ElevationBegan e]) ActiveElevations.Add(session, Elevation.Create(e));
                });
            active.Changed(begun.State);
            if (!begun.Repeated) Alert(begun.State);
            return begun.State;
        }
        catch (Exception e) when (ActiveElevations.Forbids(e))
        {
            // Another request was first, perhaps a retry of this one.
            if (await mutations.RepeatedAsync<Elevation>(request, cancellation) is { } first) return first.State;
            throw new RuleBrokenException(
                "elevated", $"{Elevation.StreamPrefix}{caller.Subject}", "An elevation lasts already; end it first.");
        }
    }

    /// <exception cref="RuleBrokenException">The caller is no person, or is elevated already.</exception>
    public static IEnumerable<object> Decide(
        string id, BeginElevationRequest request, Caller caller, ActiveElevation? lasting, DateTimeOffset? tokenEnd, DateTimeOffset now)
    {
        if (caller.Owner is not null)
        {
            throw new RuleBrokenException(
                "person", $"{Elevation.StreamPrefix}{caller.Subject}", $"{caller.Subject} is a service account; only persons are elevated.")
            {
                DeniesCaller = true,
            };
        }

        if (lasting is not null)
        {
            throw new RuleBrokenException(
                "elevated", Elevation.StreamOf(lasting.Id), $"An elevation lasts already, until {lasting.EndsAt:u}; end it first.");
        }

        var ends = now + (request.Duration?.ToTimeSpan() ?? Limits.UsualElevation);
        return
        [
            new ElevationBegan(
                id, caller.Workspace, caller.Subject, request.Role, caller.TokenId, request.Reason, now,
                tokenEnd < ends ? tokenEnd.Value : ends),
        ];
    }

    private void Alert(Elevation elevation)
    {
        logger.Elevated(elevation.ElevationId, elevation.Subject, elevation.Role, elevation.Workspace, elevation.EndsAt);
        ElevationMetrics.Began(elevation);
    }
}
