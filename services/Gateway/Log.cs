using Yarp.ReverseProxy.Forwarder;

namespace MlOps.Gateway;

/// <summary>Everything that the gateway logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "No service answered {Path}: {Error} {Reason}")]
    public static partial void NotAnswered(this ILogger logger, string path, ForwarderError error, string? reason);

    [LoggerMessage(2, LogLevel.Error, "The keys that sign tokens could not be rotated or recorded; trying again in a minute")]
    public static partial void KeysNotRotated(this ILogger logger, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "The ended tokens could not be read ({Reason}); those that are known stay refused")]
    public static partial void EndedTokensNotRead(this ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Warning, "The last uses of tokens could not be written ({Reason}); trying again")]
    public static partial void UsesNotWritten(this ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Warning, "The workspaces could not be read ({Reason}); the known ones stay open")]
    public static partial void WorkspacesNotRead(this ILogger logger, string reason);

    [LoggerMessage(20, LogLevel.Warning, "The custom roles could not be read ({Reason}); the known ones stay as they are")]
    public static partial void RolesNotRead(this ILogger logger, string reason);

    [LoggerMessage(21, LogLevel.Warning, "The elevations could not be read ({Reason}); the known ones end in their time")]
    public static partial void ElevationsNotRead(this ILogger logger, string reason);

    [LoggerMessage(23, LogLevel.Warning, "Memberships could not be read ({Reason}); those that are known stay as they are")]
    public static partial void MembersNotRead(this ILogger logger, string reason);

    [LoggerMessage(22, LogLevel.Critical, "Elevation {Id}: {Subject} has the role {Role} in workspace {Workspace} until {End}")]
    public static partial void Elevated(
        this ILogger logger, string id, string subject, string role, string workspace, DateTimeOffset end);
}
