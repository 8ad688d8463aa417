using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.CustomRoles;

/// <summary>Makes a custom role.</summary>
internal sealed class CreateRole(Mutations mutations, KnownRoles roles)
{
    private const string Permission = "identity.roles.create";

    public async Task<CustomRole> HandleAsync(CreateRoleRequest request, CancellationToken cancellation)
    {
        Platform.RequireAll(Permission);
        new Faults().CheckCustom(request.Name).CheckPermissions(request.Permissions)
            .Length(request.Description, "description", Limits.DescriptionLength)
            .Length(request.Reason, "reason", Limits.ReasonLength).ThrowIfAny();
        using var platform = Platform.Enter();
        if (await mutations.RepeatedAsync<CustomRole>(request, cancellation) is { } repeated) return repeated.State;
        Grants.Require(request.Permissions, Permission);
        if (roles.Count >= Limits.Roles)
            throw new LimitExceededException("roles", $"There may be at most {Limits.Roles} custom roles, deleted ones included.");
        var by = Caller.Current.Subject;
        var created = await mutations.ApplyAsync<CustomRole>(
            CustomRole.StreamOf(request.Name), request, (state, now) => Decide(state, request, by, now), cancellation);
        roles.Changed(created.State);
        return created.State;
    }

    /// <summary>The name of a deleted role is not used again: tokens may still name it.</summary>
    public static IEnumerable<object> Decide(CustomRole? state, CreateRoleRequest request, string by, DateTimeOffset now)
    {
        if (state is { Deleted: true })
            throw new RuleBrokenException("role-deleted", state.Id, $"The role {state.Name} is deleted; its name is not used again.");
        return state is null
            ? [new RoleCreated(request.Name, request.Description, PermissionPattern.Least(request.Permissions), by, now)]
            : throw new AlreadyExistsException("role", request.Name);
    }
}
