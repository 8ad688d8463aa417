using Microsoft.Extensions.Logging;

namespace MlOps.AppHost;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The status could not be written; it is tried again")]
    public static partial void StatusNotWritten(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "{Count} lines of the log of {Resource} could not be written")]
    public static partial void LinesNotWritten(ILogger logger, Exception exception, int count, string resource);
}
