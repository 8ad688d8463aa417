using Google.Rpc;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Routing;

/// <summary>
/// <c>/w/&lt;workspace&gt;</c> before any route, for clients that can set only a base address: the rest is the route, and the workspace
/// goes into the header. Two names that disagree are refused. Runs before routing.
/// </summary>
internal sealed class WorkspacePath(RequestDelegate next)
{
    private const string Prefix = "/w/";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var (ours, mlflow) = (headers[IdentityHeaders.Workspace].ToString(), headers[IdentityHeaders.MlflowWorkspace].ToString());
        if (ours.Length > 0 && mlflow.Length > 0 && ours != mlflow)
            return Refusal.WriteAsync(context, new Refusal(Code.InvalidArgument, "The headers name two workspaces."));
        if (context.Request.Path.Value is not { } path || !path.StartsWith(Prefix, StringComparison.Ordinal)) return next(context);
        var end = path.IndexOf('/', Prefix.Length);
        var workspace = path[Prefix.Length..(end < 0 ? path.Length : end)];
        if (!RequestWorkspace.IsName(workspace)) return Refusal.WriteAsync(context, Refusals.NoWorkspace(workspace));
        foreach (var header in RequestWorkspace.Headers)
        {
            if (headers[header].ToString() is { Length: > 0 } other && other != workspace)
            {
                return Refusal.WriteAsync(context, new Refusal(
                    Code.InvalidArgument, $"The path names the workspace {workspace}, and the header {header} another one."));
            }
        }

        headers[IdentityHeaders.Workspace] = workspace;
        context.Request.Path = end < 0 ? "/" : path[end..];
        return next(context);
    }
}
