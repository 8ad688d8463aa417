namespace MlOps.Gateway.Identity;

/// <summary>Has gRPC calls with a token followed; an HTTP request is over soon by itself.</summary>
internal sealed class FollowedCalls(RequestDelegate next, OpenRequests requests)
{
    public Task InvokeAsync(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true } && context.Request.ContentType?.StartsWith("application/grpc") == true
            ? requests.FollowAsync(context, next)
            : next(context);
}
