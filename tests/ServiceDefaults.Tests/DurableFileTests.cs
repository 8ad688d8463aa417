using MlOps.Durability;

namespace MlOps.ServiceDefaults.Tests;

public sealed class DurableFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("mlops-durable-file-");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public void a_file_is_replaced_whole_and_nothing_is_left_beside_it()
    {
        var path = Path.Combine(directory.FullName, "file");
        File.WriteAllText(path, "a longer old text");
        // What a crash may leave.
        File.WriteAllText($"{path}.new", "half of");

        DurableFile.Replace(path, "new text"u8, OwnerOnly);

        directory.GetFiles().ShouldHaveSingleItem().FullName.ShouldBe(path);
        File.ReadAllText(path).ShouldBe("new text");
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(path).ShouldBe(OwnerOnly);
    }

    [SkippableFact]
    public void what_cannot_be_synced_is_told()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "On other systems .NET's own sync is called.");

        // The null device refuses to be synced.
        using var device = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write);

        Should.Throw<IOException>(() => DurableFile.Sync(device));
        Should.Throw<IOException>(() => DurableFile.SyncDirectory("/no such directory"));
    }
}
