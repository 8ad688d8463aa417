using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client.Internal;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Call of '{Method}': attempt {Attempt} ended with {StatusCode}, the next follows in {Wait}.")]
    public static partial void Retrying(this ILogger logger, string method, int attempt, StatusCode statusCode, TimeSpan wait);

    [LoggerMessage(2, LogLevel.Warning, "The call credentials of '{Method}' were not sent: the channel is not secured by TLS.")]
    public static partial void CallCredentialsNotUsed(this ILogger logger, string method);

    [LoggerMessage(3, LogLevel.Error, "The trailers of a call of '{Method}' are malformed.")]
    public static partial void TrailersMalformed(this ILogger logger, string method, Exception exception);
}
