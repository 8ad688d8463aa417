namespace MlOps.Catalog;

/// <summary>Every log message of the service.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Removed the upload {Upload}, which no operation needs")]
    public static partial void UploadPurged(this ILogger logger, string upload);

    [LoggerMessage(2, LogLevel.Warning, "Uploads could not be purged; trying again in an hour")]
    public static partial void UploadsNotPurged(this ILogger logger, Exception exception);
}
