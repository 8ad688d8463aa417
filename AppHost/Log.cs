using Microsoft.Extensions.Logging;

namespace MlOps.AppHost;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Could not write the status files; retrying")]
    public static partial void StatusNotWritten(this ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Could not write {Count} lines of the log of {Resource}")]
    public static partial void LinesNotWritten(this ILogger logger, Exception exception, int count, string resource);
}
