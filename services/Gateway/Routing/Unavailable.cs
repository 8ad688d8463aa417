using Yarp.ReverseProxy.Forwarder;

namespace MlOps.Gateway.Routing;

/// <summary>What a caller gets when a service does not answer: its protocol's own error, never an empty page.</summary>
internal static class Unavailable
{
    private const int GrpcUnavailable = 14;

    public static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.GetForwarderErrorFeature() is null || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested) return;

        const string message = "The service behind the gateway does not answer; try again.";
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true)
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = GrpcUnavailable.ToString();
            context.Response.Headers["grpc-message"] = Uri.EscapeDataString(message);
            return;
        }
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "1";
        await context.Response.WriteAsJsonAsync(new { error = message });
    }
}
