using Google.Rpc;
using MlOps.ServiceDefaults.Errors;
using Yarp.ReverseProxy.Forwarder;

namespace MlOps.Gateway.Routing;

/// <summary>Answers for a service that does not, and says so in the log; a caller that went away is neither answered nor logged.</summary>
internal sealed class Unavailable(RequestDelegate next, ILogger<Unavailable> logger)
{
    private static readonly Refusal Refused =
        new(Code.Unavailable, "The service behind the gateway does not answer; try again.") { RetryAfter = 1 };

    private static readonly Refusal NoService = new(
        Code.NotFound,
        $"The header {Services.Header} names no service; there are {string.Join(", ", Services.GrpcPaths.Keys)} and {Services.Own}.");

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (context.GetForwarderErrorFeature() is not { } failure || IsOfCaller(failure.Error)) return;
        if (context.RequestAborted.IsCancellationRequested) return;
        if (!context.Response.HasStarted && EarlyAnswers.TryRestore(context)) return;
        if (context.Request.Headers[Services.Header].ToString() is { Length: > 0 } name && !Services.GrpcPaths.ContainsKey(name))
        {
            await Refusal.WriteAsync(context, NoService);
            return;
        }

        logger.NotAnswered(context.Request.Path, failure.Error, failure.Exception?.GetBaseException().Message);
        if (context.Response.HasStarted) return;
        await Refusal.WriteAsync(context, Refused);
    }

    private static bool IsOfCaller(ForwarderError error) => error
        is ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled or ForwarderError.RequestBodyClient
        or ForwarderError.ResponseBodyCanceled or ForwarderError.ResponseBodyClient;
}
