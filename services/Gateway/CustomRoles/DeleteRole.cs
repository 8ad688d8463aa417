using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.CustomRoles;

/// <summary>Deletes a custom role: it allows nothing any more, in no token.</summary>
internal sealed class DeleteRole(Mutations mutations, KnownRoles roles)
{
    public async Task<CustomRole> HandleAsync(DeleteRoleRequest request, CancellationToken cancellation)
    {
        Platform.RequireAll("identity.roles.delete");
        new Faults().CheckCustom(request.Name).Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        using var platform = Platform.Enter();
        var by = Caller.Current.Subject;
        var deleted = await mutations.ApplyAsync<CustomRole>(
            CustomRole.StreamOf(request.Name), request, (state, now) => Decide(state, request, by, now), cancellation);
        roles.Changed(deleted.State);
        return deleted.State;
    }

    /// <summary>A role that is deleted already stays so.</summary>
    public static IEnumerable<object> Decide(CustomRole? state, DeleteRoleRequest request, string by, DateTimeOffset now)
    {
        if (state is null) throw new NotFoundException("role", request.Name);
        return state.Deleted ? [] : [new RoleDeleted(state.Name, by, now)];
    }
}
