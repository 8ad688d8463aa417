using Microsoft.Extensions.Logging;

namespace Marten.Internal.Daemon;

/// <summary>What the daemon logs.</summary>
internal static partial class DaemonLog
{
    [LoggerMessage(1, LogLevel.Information, "Event numbers {First} to {Last} were never committed and are passed over")]
    public static partial void GapSkipped(ILogger logger, long first, long last);

    [LoggerMessage(2, LogLevel.Error, "The high water mark could not be read; trying again")]
    public static partial void HighWaterFailed(ILogger logger, Exception failure);

    [LoggerMessage(3, LogLevel.Warning, "Listening for appended events failed; polling goes on")]
    public static partial void ListenFailed(ILogger logger, Exception failure);

    [LoggerMessage(4, LogLevel.Error, "{Shard} failed after sequence {Sequence}; it starts again in {Pause}")]
    public static partial void ShardPaused(ILogger logger, Exception failure, string shard, long sequence, TimeSpan pause);

    [LoggerMessage(5, LogLevel.Warning, "{Shard} passed over event {Sequence}")]
    public static partial void EventSkipped(ILogger logger, Exception failure, string shard, long sequence);

    [LoggerMessage(6, LogLevel.Information, "{Shard} runs from sequence {Sequence}")]
    public static partial void ShardStarted(ILogger logger, string shard, long sequence);

    [LoggerMessage(7, LogLevel.Information, "This node runs the projections")]
    public static partial void Elected(ILogger logger);

    [LoggerMessage(8, LogLevel.Warning, "This node lost its lock and stops running the projections")]
    public static partial void LeadershipLost(ILogger logger, Exception? failure);

    [LoggerMessage(9, LogLevel.Error, "The daemon could not be started; trying again")]
    public static partial void ElectionFailed(ILogger logger, Exception failure);

    [LoggerMessage(10, LogLevel.Warning, "{Shard} did not finish its page within {Timeout}")]
    public static partial void DrainTimedOut(ILogger logger, string shard, TimeSpan timeout);

    [LoggerMessage(11, LogLevel.Warning, "Daemons of other processes could not be notified of appended events; they find them when they poll")]
    public static partial void NotifyFailed(ILogger logger, Exception failure);
}
