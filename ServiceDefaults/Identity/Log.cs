using Microsoft.Extensions.Logging;

namespace MlOps.ServiceDefaults.Identity;

/// <summary>Log messages of identity; never with a token.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The keys at {Address} could not be fetched; those that are known stay in use: {Reason}")]
    public static partial void KeysNotRefreshed(this ILogger logger, string address, string reason);
}
