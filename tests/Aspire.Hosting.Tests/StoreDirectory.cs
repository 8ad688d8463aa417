namespace MlOps.Aspire.Hosting.Tests;

/// <summary>A directory for the state of an application under test, inside one that only its owner may enter.</summary>
public sealed class StoreDirectory : IDisposable
{
    private readonly DirectoryInfo parent = Directory.CreateTempSubdirectory("mlops-test-host-");

    public string Path => Directory.CreateDirectory(System.IO.Path.Combine(parent.FullName, "store")).FullName;

    public string Argument => $"--Aspire:Store:Path={Path}";

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => parent.Delete(recursive: true);
}
