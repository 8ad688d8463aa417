using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Error when executing service method '{Method}'.")]
    public static partial void ErrorExecutingServiceMethod(this ILogger logger, string method, Exception exception);

    [LoggerMessage(2, LogLevel.Information, "Error status code '{StatusCode}' with detail '{Detail}' raised by '{Method}'.")]
    public static partial void RpcConnectionError(this ILogger logger, string method, StatusCode statusCode, string detail, Exception? exception);

    [LoggerMessage(3, LogLevel.Debug, "The call of '{Method}' was cancelled.")]
    public static partial void CallCancelled(this ILogger logger, string method);

    [LoggerMessage(4, LogLevel.Debug, "The deadline of a call of '{Method}' passed.")]
    public static partial void DeadlineExceeded(this ILogger logger, string method);

    [LoggerMessage(5, LogLevel.Debug, "Invalid grpc-timeout header value '{Timeout}'.")]
    public static partial void InvalidTimeoutIgnored(this ILogger logger, string timeout);

    [LoggerMessage(6, LogLevel.Error, "A trailer of '{Method}' cannot be sent.")]
    public static partial void TrailerRefused(this ILogger logger, string method, Exception exception);
}
