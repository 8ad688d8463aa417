using Grpc.Core;
using MlOps.Contracts.Identity.V1;
using MlOps.Gateway.CustomRoles;
using MlOps.Gateway.Wire;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Paging;
using BuiltIn = MlOps.ServiceDefaults.Access.Roles;
using V1 = MlOps.Contracts.Identity.V1;

namespace MlOps.Gateway.Grpc;

/// <summary><c>mlops.identity.v1.Roles</c></summary>
internal sealed class RolesGrpcService(CreateRole create, UpdateRole update, DeleteRole delete, RoleQueries roles) : V1.Roles.RolesBase
{
    public override async Task<Role> CreateRole(CreateRoleRequest request, ServerCallContext context) =>
        (await create.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<Role> UpdateRole(UpdateRoleRequest request, ServerCallContext context) =>
        (await update.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<Role> DeleteRole(DeleteRoleRequest request, ServerCallContext context) =>
        (await delete.HandleAsync(request, context.CancellationToken)).ToWire();

    public override async Task<Role> GetRole(GetRoleRequest request, ServerCallContext context)
    {
        new Faults().CheckRole(request.Name).ThrowIfAny();
        return BuiltIn.IsBuiltIn(request.Name)
            ? RoleMessages.BuiltIn(request.Name)
            : (await roles.GetAsync(request.Name, context.CancellationToken)).ToWire();
    }

    public override async Task<ListRolesResponse> ListRoles(ListRolesRequest request, ServerCallContext context)
    {
        var asked = PageRequest.Of(request.PageSize, request.PageToken);
        new Faults().Length(request.NamePrefix, "name_prefix", Limits.NameLength).ThrowIfAny();
        var custom = (await roles.AllAsync(context.CancellationToken)).Where(role => request.ShowDeleted || !role.Deleted);
        // They are few: at most some hundreds, and the built-in ones are among them by their names.
        var direction = request.Descending ? -1 : 1;
        var rows = custom.Select(RoleMessages.ToWire).Concat(BuiltIn.Assignable.Select(RoleMessages.BuiltIn))
            .Where(role => role.Name.StartsWith(request.NamePrefix, StringComparison.Ordinal))
            .Where(role => asked.After is not { } after || direction * string.CompareOrdinal(role.Name, after) > 0).ToList();
        rows.Sort((one, other) => direction * string.CompareOrdinal(one.Name, other.Name));
        var response = new ListRolesResponse();
        response.NextPageToken = new Page<Role>(asked, rows, role => role.Name).WriteTo(response.Roles, role => role);
        return response;
    }
}
