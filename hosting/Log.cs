using Microsoft.Extensions.Logging;

namespace MlOps.Hosting;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Created database {Name}")]
    public static partial void DatabaseCreated(this ILogger logger, string name);

    [LoggerMessage(2, LogLevel.Warning, "Could not create database {Name}; retrying")]
    public static partial void DatabaseNotCreated(this ILogger logger, Exception exception, string name);

    [LoggerMessage(3, LogLevel.Warning, "{Resource} crashed ({State}, exit code {ExitCode}); restarting it in {Delay}")]
    public static partial void Restarting(this ILogger logger, string resource, string? state, int? exitCode, TimeSpan delay);

    [LoggerMessage(4, LogLevel.Warning, "Could not restart {Resource}: {Reason}")]
    public static partial void NotRestarted(this ILogger logger, string resource, string? reason);

    [LoggerMessage(5, LogLevel.Critical, "The orchestrator (DCP, process {ProcessId}) exited; stopping the application")]
    public static partial void OrchestratorExited(this ILogger logger, int processId);
}
