using MlOps.Contracts.Identity.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Access;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.CustomRoles;

/// <summary>Changes what a custom role is and allows.</summary>
internal sealed class UpdateRole(Mutations mutations, KnownRoles roles)
{
    private const string Permission = "identity.roles.update";
    private const string Description = "description";
    private const string Permissions = "permissions";

    public async Task<CustomRole> HandleAsync(UpdateRoleRequest request, CancellationToken cancellation)
    {
        Platform.RequireAll(Permission);
        var mask = request.UpdateMask;
        var faults = new Faults().CheckCustom(request.Name)
            .Length(request.Description, "description", Limits.DescriptionLength)
            .Length(request.Reason, "reason", Limits.ReasonLength)
            .Require(mask is { Paths.Count: > 0 }, "update_mask", "must name the fields to change")
            .Require(
                mask?.Paths.All(path => path is Description or Permissions) != false, "update_mask",
                $"may name {Description}, {Permissions}");
        if (mask?.Paths.Contains(Permissions) == true) faults.CheckPermissions(request.Permissions);
        faults.ThrowIfAny();
        using var platform = Platform.Enter();
        if (mask!.Paths.Contains(Permissions)) Grants.Require(request.Permissions, Permission);
        var by = Caller.Current.Subject;
        var updated = await mutations.ApplyAsync<CustomRole>(
            CustomRole.StreamOf(request.Name), request, (state, now) => Decide(state, request, by, now), cancellation);
        roles.Changed(updated.State);
        return updated.State;
    }

    public static IEnumerable<object> Decide(CustomRole? state, UpdateRoleRequest request, string by, DateTimeOffset now)
    {
        var role = CustomRole.Existing(state, request.Name);
        var paths = request.UpdateMask.Paths;
        var description = paths.Contains(Description) ? request.Description : role.Description;
        var permissions = paths.Contains(Permissions) ? PermissionPattern.Least(request.Permissions) : role.Permissions;
        return description == role.Description && permissions.SequenceEqual(role.Permissions)
            ? []
            : [new RoleUpdated(role.Name, description, permissions, by, now)];
    }
}
