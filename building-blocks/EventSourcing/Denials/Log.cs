using Microsoft.Extensions.Logging;

namespace MlOps.EventSourcing.Denials;

/// <summary>Log messages of the record of denied calls.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "A denied call of {Subject} ({Permission}) could not be recorded")]
    public static partial void DenialNotRecorded(ILogger logger, Exception exception, string subject, string permission);

    [LoggerMessage(2, LogLevel.Warning, "{Count} denied calls were not recorded: too many subjects at once")]
    public static partial void DenialsNotRecorded(ILogger logger, long count);

    [LoggerMessage(3, LogLevel.Debug, "The record of denied calls stops")]
    public static partial void DenialsStopped(ILogger logger);
}
