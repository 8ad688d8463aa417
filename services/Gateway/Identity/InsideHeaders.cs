using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Identity;

/// <summary>
/// What a service is told about the caller of a forwarded request: the inside token in the outside one's place, the workspace, and one
/// correlation id. What the caller has said of these itself goes no further.
/// </summary>
internal sealed class InsideHeaders(RequestDelegate next, TokenExchange exchange)
{
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        headers.Remove(IdentityHeaders.ServiceAuthorization);
        headers.Remove(IdentityHeaders.Causation);
        headers.Remove(IdentityHeaders.MlflowWorkspace);
        // What is open to everybody is forwarded without a token: whose it is, and where it holds, does not matter.
        if (context.HasCaller())
            headers[IdentityHeaders.Authorization] = IdentityHeaders.Bearer(exchange.For(Caller.Current));
        else headers.Remove(IdentityHeaders.Authorization);
        headers[IdentityHeaders.Workspace] = Caller.Current.Workspace;
        headers[IdentityHeaders.Correlation] = Caller.Current.CorrelationId;
        // The service sets it on the response.
        context.Response.Headers.Remove(IdentityHeaders.Correlation);
        return next(context);
    }
}
