using Microsoft.Extensions.Logging;

namespace MlOps.Broker.Server;

/// <summary>Log messages of the server.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information,
        "This is a development broker: a single node that speaks the Kafka protocol, for one machine. "
        + "Use an Apache Kafka cluster for anything else.")]
    public static partial void DevelopmentBroker(this ILogger logger);

    [LoggerMessage(2, LogLevel.Information, "listening on {Host}:{Port}, data in {Directory}, fsync {Policy}, {Topics} topics")]
    public static partial void Listening(this ILogger logger, string host, int port, string directory, string policy, int topics);

    [LoggerMessage(3, LogLevel.Information, "stopped")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(10, LogLevel.Warning, "malformed request from {Client}, closing the connection: {Reason}")]
    public static partial void MalformedRequest(this ILogger logger, string client, string reason);

    [LoggerMessage(11, LogLevel.Error, "a request from {Client} failed, closing the connection")]
    public static partial void RequestFailed(this ILogger logger, Exception failure, string client);

    [LoggerMessage(35, LogLevel.Error, "{Log}: retention or compaction failed")]
    public static partial void CleaningFailed(this ILogger logger, Exception failure, string log);
}
