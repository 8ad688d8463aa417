using MlOps.ServiceDefaults.Blobs;

namespace MlOps.ServiceDefaults.Tests.Blobs;

public sealed class DiskSyncTests
{
    [Fact]
    public void a_file_and_its_directory_are_synced()
    {
        var path = Path.GetTempFileName();
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write)) DiskSync.File(file);
        DiskSync.Directory(Path.GetDirectoryName(path)!);
        File.Delete(path);
    }

    [SkippableFact]
    public void what_cannot_be_synced_is_told()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "On other systems .NET's own sync is called.");

        // The null device refuses to be synced.
        using var device = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write);

        Should.Throw<IOException>(() => DiskSync.File(device));
        Should.Throw<IOException>(() => DiskSync.Directory("/no such directory"));
    }
}
