using Microsoft.Extensions.Logging;

namespace MlOps.Operations;

/// <summary>Log messages of operations.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Kind} {Operation} started, attempt {Attempt}")]
    public static partial void Begins(ILogger logger, string kind, string operation, int attempt);

    [LoggerMessage(2, LogLevel.Information, "{Kind} {Operation} succeeded")]
    public static partial void Ended(ILogger logger, string kind, string operation);

    [LoggerMessage(3, LogLevel.Information, "{Kind} {Operation} was interrupted")]
    public static partial void Interrupted(ILogger logger, Exception exception, string kind, string operation);

    [LoggerMessage(4, LogLevel.Warning, "{Kind} {Operation} failed with a transient error; retrying")]
    public static partial void Waits(ILogger logger, Exception exception, string kind, string operation);

    [LoggerMessage(5, LogLevel.Warning, "{Kind} {Operation} failed")]
    public static partial void Failed(ILogger logger, Exception exception, string kind, string operation);

    [LoggerMessage(6, LogLevel.Error, "The worker for {Kind} operations failed; retrying")]
    public static partial void WorkerFailed(ILogger logger, Exception exception, string kind);
}
