using Microsoft.Extensions.Logging;

namespace MlOps.Broker.Groups;

/// <summary>Log messages of consumer groups.</summary>
internal static partial class Log
{
    [LoggerMessage(40, LogLevel.Information, "group {Group}: rebalanced to generation {Generation} with {Members} members")]
    public static partial void GenerationStarted(this ILogger logger, string group, int generation, int members);

    [LoggerMessage(41, LogLevel.Information, "group {Group}: the session of member {Member} timed out, removing it")]
    public static partial void MemberExpired(this ILogger logger, string group, string member);
}
