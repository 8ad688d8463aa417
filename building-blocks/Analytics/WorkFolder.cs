namespace MlOps.Analytics;

/// <summary>A temporary folder that is deleted, with all in it, when the work is done.</summary>
public sealed class WorkFolder : IDisposable
{
    /// <summary>Creates an empty folder that only this user can enter.</summary>
    public WorkFolder() => Path = Directory.CreateTempSubdirectory("mlops-work-").FullName;

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>The path of a file in the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Deletes the folder.</summary>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
