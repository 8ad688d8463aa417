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

    [LoggerMessage(30, LogLevel.Error, "The master key {KeyId} is not there: secrets cannot be stored or used until it is brought back")]
    public static partial void MasterKeyMissing(this ILogger logger, string keyId);

    [LoggerMessage(31, LogLevel.Warning, "Data keys could not be put under the master key in use; trying again")]
    public static partial void KeysNotRewrapped(this ILogger logger, Exception exception);

    [LoggerMessage(32, LogLevel.Error, "{Count} data keys under the master key {KeyId} are damaged; the key stays until they are deleted")]
    public static partial void KeysNotOpened(this ILogger logger, long count, string keyId);

    [LoggerMessage(33, LogLevel.Warning, "{Count} uses of secret {Workspace}/{Name} could not be recorded; trying again")]
    public static partial void SecretUsesNotRecorded(
        this ILogger logger, Exception exception, string workspace, string name, long count);

    [LoggerMessage(5, LogLevel.Warning, "The workspaces could not be read ({Reason}); the known ones stay open")]
    public static partial void WorkspacesNotRead(this ILogger logger, string reason);

    [LoggerMessage(6, LogLevel.Warning, "The requests of workspaces could not be counted in the database ({Reason}); trying again")]
    public static partial void UsageNotWritten(this ILogger logger, string reason);

    [LoggerMessage(20, LogLevel.Information, "The certificate in {Path} has changed; new connections get it (until {NotAfter:O})")]
    public static partial void CertificateChanged(this ILogger logger, string path, DateTime notAfter);

    [LoggerMessage(21, LogLevel.Error, "The certificate in {Path} cannot be used ({Reason}); the one before stays in use")]
    public static partial void CertificateNotRead(this ILogger logger, string path, string reason);

    [LoggerMessage(40, LogLevel.Warning, "The custom roles could not be read ({Reason}); the known ones stay as they are")]
    public static partial void RolesNotRead(this ILogger logger, string reason);

    [LoggerMessage(41, LogLevel.Warning, "The elevations could not be read ({Reason}); the known ones end in their time")]
    public static partial void ElevationsNotRead(this ILogger logger, string reason);

    [LoggerMessage(43, LogLevel.Warning, "Memberships could not be read ({Reason}); those that are known stay as they are")]
    public static partial void MembersNotRead(this ILogger logger, string reason);

    [LoggerMessage(42, LogLevel.Critical, "Elevation {Id}: {Subject} has the role {Role} in workspace {Workspace} until {End}")]
    public static partial void Elevated(
        this ILogger logger, string id, string subject, string role, string workspace, DateTimeOffset end);
}
