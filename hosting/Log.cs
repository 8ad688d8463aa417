using Microsoft.Extensions.Logging;

namespace MlOps.Hosting;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Created database {Name}")]
    public static partial void DatabaseCreated(ILogger logger, string name);

    [LoggerMessage(2, LogLevel.Warning, "Could not create database {Name}; it is tried again")]
    public static partial void DatabaseNotCreated(ILogger logger, Exception exception, string name);

    [LoggerMessage(3, LogLevel.Warning, "{Resource} ended ({State}, exit code {ExitCode}); it is started again in {Delay}")]
    public static partial void Restarts(ILogger logger, string resource, string? state, int? exitCode, TimeSpan delay);

    [LoggerMessage(4, LogLevel.Warning, "{Resource} could not be started again: {Reason}")]
    public static partial void NotRestarted(ILogger logger, string resource, string? reason);

    [LoggerMessage(5, LogLevel.Critical, "The orchestrator (DCP, process {ProcessId}) ended; so does the application")]
    public static partial void OrchestratorEnded(ILogger logger, int processId);
}
