namespace MlOps.Serving;

/// <summary>Everything that Serving logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Deployment {Deployment} serves {Model}@{Version} now")]
    public static partial void Swapped(this ILogger logger, string deployment, string model, long version);

    [LoggerMessage(2, LogLevel.Error, "{Model}@{Version} could not be loaded for deployment {Deployment}")]
    public static partial void LoadFailed(this ILogger logger, Exception exception, string model, long version, string deployment);

    [LoggerMessage(3, LogLevel.Error, "Deployment {Deployment} could not be brought to its recorded state; the next round tries again")]
    public static partial void NotReconciled(this ILogger logger, Exception exception, string deployment);

    [LoggerMessage(4, LogLevel.Error, "Prediction segment {Segment} could not be stored; it stays in the journal and is tried again")]
    public static partial void SegmentNotStored(this ILogger logger, Exception exception, string segment);

    [LoggerMessage(5, LogLevel.Warning,
        "Prediction segment {Segment} ends in {Bytes} bytes of a torn record, whose prediction was never answered")]
    public static partial void TornSegment(this ILogger logger, string segment, long bytes);

    [LoggerMessage(8, LogLevel.Error, "Prediction segment {Segment} is damaged: {Bytes} bytes of it cannot be read; the file is kept")]
    public static partial void DamagedSegment(this ILogger logger, string segment, long bytes);

    [LoggerMessage(6, LogLevel.Error, "Prediction {RequestId} failed")]
    public static partial void PredictionFailed(this ILogger logger, Exception exception, string requestId);

    [LoggerMessage(9, LogLevel.Information, "{Count} predictions were deleted: they have been kept long enough")]
    public static partial void PredictionsExpired(this ILogger logger, long count);

    [LoggerMessage(10, LogLevel.Warning, "The damaged prediction segment {Segment} was deleted: it has been kept long enough")]
    public static partial void DamagedExpired(this ILogger logger, string segment);

    [LoggerMessage(11, LogLevel.Error, "Expired predictions could not be deleted; the next round tries again")]
    public static partial void RetentionNotApplied(this ILogger logger, Exception exception);

    [LoggerMessage(12, LogLevel.Warning, "The temporary folder {Folder} of a killed process could not be deleted")]
    public static partial void FolderNotDeleted(this ILogger logger, Exception exception, string folder);

    [LoggerMessage(13, LogLevel.Warning, "The actors of older predictions could not be filled in; trying again in a minute")]
    public static partial void ActorsNotFilled(this ILogger logger, Exception exception);

    [LoggerMessage(7, LogLevel.Error, "The round over the deployments failed; the next one tries again")]
    public static partial void RoundFailed(this ILogger logger, Exception exception);
}
