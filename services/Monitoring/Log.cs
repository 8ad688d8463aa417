using MlOps.Monitoring.Reports;

namespace MlOps.Monitoring;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Closed window {Window} of {Deployment}: {Verdict}")]
    public static partial void WindowClosed(this ILogger logger, string window, string deployment, WindowVerdict verdict);

    [LoggerMessage(2, LogLevel.Error, "A window of {Deployment} could not be closed; the next round tries again")]
    public static partial void WindowNotClosed(this ILogger logger, Exception exception, string deployment);

    [LoggerMessage(3, LogLevel.Error, "The monitors could not be read; the next round tries again")]
    public static partial void MonitorsNotRead(this ILogger logger, Exception exception);

    [LoggerMessage(4, LogLevel.Warning,
        "A window of {Deployment} cannot be closed until its monitor changes or more predictions arrive: {Reason}")]
    public static partial void WindowRefused(this ILogger logger, string deployment, string reason);

    [LoggerMessage(5, LogLevel.Error, "Expired predictions of {Deployment} could not be deleted; the next round tries again")]
    public static partial void RetentionNotApplied(this ILogger logger, Exception exception, string deployment);
}
