using Google.Rpc;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.Edge;

/// <summary>
/// Maps exceptions of HTTP endpoints to refusals, with the same <see cref="StatusMap"/> as gRPC: problem JSON (RFC 9457), or the shape of
/// the route's protocol.
/// </summary>
internal sealed class ProblemHandler(StatusMap statuses, ILogger<ProblemHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var refusal = RefusalOf(httpContext, exception);
        // The framework has cleared the answer.
        SecurityHeaders.Set(httpContext);
        httpContext.Response.Headers[CallerMiddleware.CorrelationHeader] = httpContext.TraceIdentifier;
        await Refusal.WriteAsync(httpContext, refusal);
        return true;
    }

    private Refusal RefusalOf(HttpContext context, Exception exception)
    {
        if (exception is BadHttpRequestException bad) return new Refusal(Code.InvalidArgument, bad.Message) { HttpStatus = bad.StatusCode };
        var requestId = context.TraceIdentifier;
        if (statuses.Of(exception) is not { } status)
        {
            Log.Failed(logger, exception, context.Request.Path, requestId);
            return new Refusal(Code.Internal, $"An internal error occurred; its log entry has the request id {requestId}.");
        }

        var refusal = Refusal.Of(status);
        var extensions = new Dictionary<string, object?>(refusal.Extensions) { ["requestId"] = requestId };
        if (exception is InvalidRequestException invalid) extensions["faults"] = ErrorText.Cut(invalid.Faults);
        return refusal with { Extensions = extensions };
    }
}
