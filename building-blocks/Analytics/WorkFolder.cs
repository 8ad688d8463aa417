namespace MlOps.Analytics;

/// <summary>
/// A temporary folder that is deleted with its content on dispose. The process holds a lock on a file beside it while the folder is in use,
/// so that folders of crashed processes can be detected and purged.
/// </summary>
public sealed class WorkFolder : IDisposable
{
    private const string Prefix = "mlops-work-";
    private const string LockSuffix = ".lock";
    private readonly FileStream owner;

    /// <summary>Creates an empty folder with access for the current user only (mode 700).</summary>
    public WorkFolder()
    {
        Path = Directory.CreateTempSubdirectory(Prefix).FullName;
        owner = new FileStream(
            Path + LockSuffix, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
    }

    /// <summary>The absolute path of the folder.</summary>
    public string Path { get; }

    /// <summary>Deletes the folders of processes that no longer exist; returns their number.</summary>
    public static int PurgeAbandoned() =>
        Directory.EnumerateFiles(System.IO.Path.GetTempPath(), $"{Prefix}*{LockSuffix}").Count(TryPurge);

    /// <summary>The path of a file in the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Deletes the folder with its content.</summary>
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
            // In use, already deleted by another process, or owned by another user.
            return false;
        }
    }
}
