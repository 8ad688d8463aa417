using Microsoft.AspNetCore.Authorization;
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
        // What is for everybody is in no workspace.
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null) return next(context);
        if (context.User.Identity is not { IsAuthenticated: true }) return next(context);
        var workspace = Caller.Current.Workspace;
        return workspaces.Contains(workspace) ? next(context) : Refusal.WriteAsync(context, Refusals.NoWorkspace(workspace));
    }
}
