using MlOps.Gateway.Workspaces;

namespace MlOps.Gateway.Routing;

/// <summary>
/// <c>/w/&lt;workspace&gt;</c> before any route, for clients that can set only a base address: the rest is the route, and the workspace
/// goes into the header. Runs before routing.
/// </summary>
internal sealed class WorkspacePath(RequestDelegate next)
{
    private const string Prefix = "/w/";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.Value is not { } path || !path.StartsWith(Prefix, StringComparison.Ordinal)) return next(context);
        var end = path.IndexOf('/', Prefix.Length);
        var workspace = path[Prefix.Length..(end < 0 ? path.Length : end)];
        if (!WorkspaceRules.IsName(workspace))
            return RefuseAsync(context, StatusCodes.Status404NotFound, Refusal.GrpcNotFound, "The workspace was not found.");
        foreach (var header in (string[])[WorkspaceHeaders.Name, WorkspaceHeaders.Mlflow])
        {
            if (context.Request.Headers[header].ToString() is { Length: > 0 } other && other != workspace)
            {
                return RefuseAsync(
                    context, StatusCodes.Status400BadRequest, Refusal.GrpcInvalidArgument,
                    $"The path names the workspace {workspace}, and the header {header} another one.");
            }
        }
        context.Request.Headers[WorkspaceHeaders.Name] = workspace;
        context.Request.Path = end < 0 ? "/" : path[end..];
        return next(context);
    }

    private static Task RefuseAsync(HttpContext context, int httpStatus, int grpcStatus, string message) =>
        Refusal.WriteAsync(context, httpStatus, grpcStatus, message, context.RequestAborted);
}
