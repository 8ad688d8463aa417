using Yarp.ReverseProxy.Forwarder;

namespace MlOps.Gateway;

/// <summary>Everything that the gateway logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "No service answered {Path}: {Error} {Reason}")]
    public static partial void NotAnswered(this ILogger logger, string path, ForwarderError error, string? reason);

    [LoggerMessage(2, LogLevel.Warning, "The workspaces could not be read ({Reason}); the known ones stay open")]
    public static partial void WorkspacesNotRead(this ILogger logger, string reason);
}
