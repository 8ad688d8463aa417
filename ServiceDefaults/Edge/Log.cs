using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace MlOps.ServiceDefaults.Edge;

/// <summary>Log messages of request handling.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "{Method} failed; request id {RequestId}")]
    public static partial void Failed(ILogger logger, Exception exception, string method, string requestId);

    [LoggerMessage(2, LogLevel.Debug, "{Method} rejected: {Code} {Message}")]
    public static partial void Refused(ILogger logger, string method, StatusCode code, string message);
}
