using MlOps.ServiceDefaults.Errors;

namespace MlOps.Gateway.Identity;

/// <summary>Has gRPC calls followed; an HTTP request is over soon by itself.</summary>
internal sealed class FollowedCalls(RequestDelegate next, OpenRequests requests)
{
    public Task InvokeAsync(HttpContext context) =>
        Refusal.IsGrpc(context.Request) ? requests.FollowAsync(context, next) : next(context);
}
