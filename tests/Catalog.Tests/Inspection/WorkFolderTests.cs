using MlOps.Analytics;

namespace MlOps.Catalog.Tests.Inspection;

public sealed class WorkFolderTests
{
    [Fact]
    public void is_gone_after_use()
    {
        string path;
        using (var folder = new WorkFolder())
        {
            path = folder.Path;
            File.WriteAllText(folder.File("a"), "a");
        }

        Directory.Exists(path).ShouldBeFalse();
        File.Exists(path + ".lock").ShouldBeFalse();
    }

    [Fact]
    public void what_a_crash_left_behind_is_purged_and_what_is_in_use_is_not()
    {
        using var used = new WorkFolder();
        // As a process leaves it that is killed: nobody holds the lock any longer.
        var abandoned = Directory.CreateTempSubdirectory("mlops-work-").FullName;
        File.WriteAllText(Path.Combine(abandoned, "part"), "x");
        File.WriteAllText(abandoned + ".lock", "");

        WorkFolder.PurgeAbandoned();

        Directory.Exists(abandoned).ShouldBeFalse();
        File.Exists(abandoned + ".lock").ShouldBeFalse();
        Directory.Exists(used.Path).ShouldBeTrue();
    }
}
