using Microsoft.Extensions.Logging;

namespace MlOps.Analytics;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Deleted {Count} work folders of processes that did not end by themselves")]
    public static partial void FoldersPurged(ILogger logger, int count);
}
