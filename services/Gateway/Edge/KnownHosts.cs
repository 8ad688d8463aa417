using Google.Rpc;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Gateway.Edge;

/// <summary>
/// Refuses requests for a host that the gateway is not: a page in a browser whose name leads here (DNS rebinding) would be of the same
/// origin to it.
/// </summary>
internal sealed class KnownHosts(RequestDelegate next, EdgeSettings settings)
{
    private static readonly Refusal Refused = new(
        Code.InvalidArgument, "The host of the request is none of this gateway's names (setting Edge:Hosts).")
    {
        HttpStatus = StatusCodes.Status421MisdirectedRequest,
    };

    public Task InvokeAsync(HttpContext context)
    {
        if (settings.Hosts.Has(context.Request.Host)) return next(context);
        return Refusal.WriteAsync(context, Refused);
    }
}
