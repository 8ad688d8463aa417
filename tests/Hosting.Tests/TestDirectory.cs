namespace MlOps.Hosting.Tests;

/// <summary>A directory inside one that only its owner may enter, so that another user cannot reach it by its path.</summary>
public sealed class TestDirectory : IDisposable
{
    private readonly DirectoryInfo parent = Directory.CreateTempSubdirectory("mlops-test-hosting-");

    public string this[string name] => Path.Combine(parent.FullName, name);

    public void Dispose() => parent.Delete(recursive: true);
}
