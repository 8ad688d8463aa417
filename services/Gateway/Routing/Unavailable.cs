using Yarp.ReverseProxy.Forwarder;

namespace MlOps.Gateway.Routing;

/// <summary>Answers for a service that does not.</summary>
internal static class Unavailable
{
    public static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        // Other codes are the caller's own fault, such as a body that breaks off.
        var failed = context.GetForwarderErrorFeature() is not null && context.Response.StatusCode >= StatusCodes.Status502BadGateway;
        if (!failed || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested) return;
        await Refusal.WriteAsync(
            context, StatusCodes.Status503ServiceUnavailable, Refusal.GrpcUnavailable,
            "The service behind the gateway does not answer; try again.", context.RequestAborted);
    }
}
