using MlOps.Gateway.Workspaces;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Routing;

/// <summary>
/// Lets nobody into a workspace that does not exist or is archived, as nobody is let into one that is none of the token's: all are
/// <c>NOT_FOUND</c>, so that nobody learns which.
/// </summary>
internal sealed class WorkspaceGate(RequestDelegate next, OpenWorkspaces workspaces)
{
    public Task InvokeAsync(HttpContext context)
    {
        var workspace = Caller.Current.Workspace;
        return workspaces.Find(workspace) is not null ? next(context) : Refusal.WriteAsync(context, Refusals.NoWorkspace(workspace));
    }
}
