using Microsoft.Extensions.Logging;

namespace MlOps.Broker.Groups;

/// <summary>Every message that consumer groups log.</summary>
internal static partial class Log
{
    [LoggerMessage(40, LogLevel.Information, "group {Group}: generation {Generation} with {Members} members")]
    public static partial void GenerationStarted(this ILogger logger, string group, int generation, int members);

    [LoggerMessage(41, LogLevel.Information, "group {Group}: member {Member} sent no heartbeat in time")]
    public static partial void MemberExpired(this ILogger logger, string group, string member);
}
