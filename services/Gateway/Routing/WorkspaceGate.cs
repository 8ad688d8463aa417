using MlOps.Gateway.Workspaces;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Routing;

/// <summary>
/// Lets nobody into a workspace that does not exist, is archived, or is not the one that the caller's token is for: all are
/// <c>NOT_FOUND</c>, so that nobody learns which.
/// </summary>
internal sealed class WorkspaceGate(RequestDelegate next, OpenWorkspaces workspaces)
{
    public Task InvokeAsync(HttpContext context)
    {
        // What is for everybody is in no workspace.
        if (context.User.Identity is not { IsAuthenticated: true }) return next(context);
        var workspace = Caller.Current.Workspace;
        var named = WorkspaceHeaders.Of(context.Request);
        if ((named.Length == 0 || named == workspace) && workspaces.Contains(workspace)) return next(context);
        var shown = named.Length > 0 ? named : workspace;
        return Refusal.WriteAsync(
            context, StatusCodes.Status404NotFound, Refusal.GrpcNotFound,
            WorkspaceRules.IsName(shown) ? $"The workspace {shown} was not found." : "The workspace was not found.",
            context.RequestAborted);
    }
}
