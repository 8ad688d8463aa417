using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Routing;

/// <summary>
/// One correlation id from the caller through the gateway to the service: one that the gateway generated is forwarded too.
/// </summary>
internal static class Correlation
{
    private const string Header = "x-correlation-id";

    public static Task ForwardAsync(HttpContext context, RequestDelegate next)
    {
        context.Request.Headers[Header] = Caller.Current.CorrelationId;
        // The service sets it on the response.
        context.Response.Headers.Remove(Header);
        return next(context);
    }
}
