namespace MlOps.Analytics;

/// <summary>A temporary folder that is deleted with its content on dispose.</summary>
public sealed class WorkFolder : IDisposable
{
    /// <summary>Creates an empty folder with access for the current user only (mode 700).</summary>
    public WorkFolder() => Path = Directory.CreateTempSubdirectory("mlops-work-").FullName;

    /// <summary>The absolute path of the folder.</summary>
    public string Path { get; }

    /// <summary>The path of a file in the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Deletes the folder with its content.</summary>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
