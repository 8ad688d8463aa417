using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Distributed application started. Press Ctrl+C to shut down.")]
    public static partial void Started(ILogger logger);

    [LoggerMessage(2, LogLevel.Error, "{Resource} failed to start")]
    public static partial void FailedToStart(ILogger logger, Exception exception, string resource);

    [LoggerMessage(3, LogLevel.Information, "{Resource} started as process {Pid}")]
    public static partial void ProcessStarted(ILogger logger, string resource, int pid);

    [LoggerMessage(4, LogLevel.Warning, "{Resource} ended with exit code {ExitCode}; it is started again in {Delay}")]
    public static partial void Restarting(ILogger logger, string resource, int exitCode, TimeSpan delay);

    [LoggerMessage(5, LogLevel.Information, "{Resource} ended with exit code {ExitCode}")]
    public static partial void Ended(ILogger logger, string resource, int exitCode);

    [LoggerMessage(6, LogLevel.Error, "A subscriber failed on {Event} of {Resource}")]
    public static partial void SubscriberFailed(ILogger logger, Exception exception, string @event, string resource);

    [LoggerMessage(7, LogLevel.Information, "Created database {Database}")]
    public static partial void DatabaseCreated(ILogger logger, string database);

    [LoggerMessage(9, LogLevel.Information, "Login to the dashboard at {Url}")]
    public static partial void Dashboard(ILogger logger, string url);

    [LoggerMessage(8, LogLevel.Debug, "A connection to {Endpoint} of {Resource} broke")]
    public static partial void ProxiedConnectionBroke(ILogger logger, Exception exception, string endpoint, string resource);
}
