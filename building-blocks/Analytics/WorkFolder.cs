namespace MlOps.Analytics;

/// <summary>
/// A temporary folder that is deleted, with all in it, when the work is done. A lock on a file beside it shows that its process lives, so
/// that what a crash left behind can be told from what is in use.
/// </summary>
public sealed class WorkFolder : IDisposable
{
    private const string Prefix = "mlops-work-";
    private const string LockSuffix = ".lock";
    private readonly FileStream owner;

    /// <summary>Creates an empty folder that only this user can enter.</summary>
    public WorkFolder()
    {
        Path = Directory.CreateTempSubdirectory(Prefix).FullName;
        owner = new FileStream(
            Path + LockSuffix, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
    }

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>Deletes the folders of processes that are gone; returns how many there were.</summary>
    public static int PurgeAbandoned() =>
        Directory.EnumerateFiles(System.IO.Path.GetTempPath(), $"{Prefix}*{LockSuffix}").Count(TryPurge);

    /// <summary>The path of a file in the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Deletes the folder.</summary>
    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
        owner.Dispose();
    }

    private static bool TryPurge(string lockFile)
    {
        try
        {
            using var taken = new FileStream(
                lockFile, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            var folder = lockFile[..^LockSuffix.Length];
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use, just deleted by another process, or another user's.
            return false;
        }
    }
}
