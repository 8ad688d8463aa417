using System.Diagnostics;

namespace MlOps.EndToEnd.Tests;

/// <summary>A file system in memory that is soon full. Only root may mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int BlockBytes = 64 << 10;

    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Mounts one; skips the test where that is not allowed.</summary>
    public static SmallDisk Mount(int megabytes)
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "only root may mount a small file system");
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("mlops-small-disk-").FullName);
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=700", "tmpfs", disk.Path) == 0) return disk;
        Directory.Delete(disk.Path);
        throw new SkipException("this machine does not let root mount a file system");
    }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var block = new byte[BlockBytes]; block.Length > 0;)
        {
            try
            {
                file.Write(block);
            }
            catch (IOException)
            {
                // The rest takes smaller blocks.
                block = new byte[block.Length / 2];
            }
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Empty() => File.Delete(Ballast);

    public void Dispose()
    {
        // What is open there goes as soon as it is closed.
        Run("umount", "--lazy", Path).ShouldBe(0);
        Directory.Delete(Path);
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
