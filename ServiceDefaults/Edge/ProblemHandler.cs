using Google.Rpc;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;

namespace MlOps.ServiceDefaults.Edge;

/// <summary>Maps exceptions of HTTP endpoints to problem JSON (RFC 9457), with the same <see cref="StatusMap"/> as gRPC.</summary>
internal sealed class ProblemHandler(StatusMap statuses, ILogger<ProblemHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is BadHttpRequestException bad)
        {
            await Results.Problem(bad.Message, statusCode: bad.StatusCode).ExecuteAsync(httpContext);
            return true;
        }

        var requestId = httpContext.Response.Headers[CallerMiddleware.CorrelationHeader].ToString();
        if (statuses.Of(exception) is not { } status)
        {
            Log.Failed(logger, exception, httpContext.Request.Path, requestId);
            await Results.Problem(
                $"An internal error occurred; its log entry has the request id {requestId}.", statusCode: 500).ExecuteAsync(httpContext);
            return true;
        }

        var extensions = new Dictionary<string, object?> { ["code"] = ((Code)status.Code).ToString(), ["requestId"] = requestId };
        if (exception is InvalidRequestException invalid) extensions["faults"] = ErrorText.Cut(invalid.Faults);
        await Results.Problem(
            status.Message, statusCode: StatusMap.HttpStatusOf((Code)status.Code), extensions: extensions).ExecuteAsync(httpContext);
        return true;
    }
}
