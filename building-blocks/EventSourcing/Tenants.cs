using JasperFx;
using JasperFx.MultiTenancy;
using Marten;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.EventSourcing;

/// <summary>
/// Maps workspaces to Marten's tenants. The workspace <c>default</c> is the default tenant, to which everything belongs that was stored
/// before there were workspaces.
/// </summary>
public static class Tenants
{
    /// <summary>The workspace that a session reads and writes in.</summary>
    public static string Workspace(this IQuerySession session) => WorkspaceOf(session.TenantId);

    internal static string Of(string workspace) =>
        workspace == Caller.DefaultWorkspace ? StorageConstants.DefaultTenantId : workspace;

    internal static string WorkspaceOf(string tenant) =>
        tenant == StorageConstants.DefaultTenantId ? Caller.DefaultWorkspace : tenant;
}
