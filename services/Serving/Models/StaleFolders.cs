namespace MlOps.Serving.Models;

/// <summary>At the start, deletes folders that a killed process unpacked models into. Loading one takes minutes at most.</summary>
internal sealed class StaleFolders(TimeProvider time, ILogger<StaleFolders> logger) : IHostedService
{
    /// <summary>How the names of these folders begin.</summary>
    public const string Prefix = "mlops-model-";

    private static readonly TimeSpan Age = TimeSpan.FromHours(1);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - Age).UtcDateTime;
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), $"{Prefix}*"))
        {
            try
            {
                if (Directory.GetLastWriteTimeUtc(folder) < before) Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                logger.FolderNotDeleted(e, folder);
            }
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
