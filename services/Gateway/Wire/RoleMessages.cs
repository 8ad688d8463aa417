using Google.Protobuf.WellKnownTypes;
using MlOps.Gateway.CustomRoles;
using MlOps.ServiceDefaults.Access;
using V1 = MlOps.Contracts.Identity.V1;

namespace MlOps.Gateway.Wire;

/// <summary>Roles and their events as the messages of the contract.</summary>
internal static class RoleMessages
{
    public static V1.Role ToWire(this CustomRole role) => new()
    {
        Name = role.Name,
        Description = role.Description,
        Permissions = { role.Permissions },
        Creator = role.Creator,
        CreateTime = role.CreatedAt.ToTimestamp(),
        Deleted = role.Deleted,
        Revision = role.Revision,
    };

    /// <summary>A role that is built in.</summary>
    public static V1.Role BuiltIn(string name) => new() { Name = name, Permissions = { Roles.PermissionsOf(name) }, BuiltIn = true };

    public static V1.RoleCreated ToWire(this RoleCreated e) =>
        new() { Role = e.Role, Description = e.Description, Permissions = { e.Permissions } };

    public static V1.RoleUpdated ToWire(this RoleUpdated e) =>
        new() { Role = e.Role, Description = e.Description, Permissions = { e.Permissions } };

    public static V1.RoleDeleted ToWire(this RoleDeleted e) => new() { Role = e.Role };
}
