namespace MlOps.Gateway.Routing;

/// <summary>
/// The header that names the gateway itself names what is served without it: routes to services can then take every other name. Runs
/// before routing.
/// </summary>
internal sealed class OwnRecord(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers[Services.Header] == Services.Own) context.Request.Headers.Remove(Services.Header);
        return next(context);
    }
}
