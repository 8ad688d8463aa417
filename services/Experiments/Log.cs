namespace MlOps.Experiments;

/// <summary>Every log message of the service.</summary>
internal static partial class Log
{
    [LoggerMessage(2, LogLevel.Information, "Training of run {RunId} started (attempt {Attempt})")]
    public static partial void TrainingBegins(ILogger logger, string runId, int attempt);

    [LoggerMessage(3, LogLevel.Information, "Training of run {RunId} finished")]
    public static partial void TrainingEnded(ILogger logger, string runId);

    [LoggerMessage(4, LogLevel.Information, "Training of run {RunId} was interrupted")]
    public static partial void TrainingInterrupted(ILogger logger, Exception exception, string runId);

    [LoggerMessage(5, LogLevel.Warning, "Training of run {RunId} failed")]
    public static partial void TrainingFailed(ILogger logger, Exception exception, string runId);

    [LoggerMessage(6, LogLevel.Error, "The training worker failed and restarts")]
    public static partial void WorkerFailed(ILogger logger, Exception exception);
}
