using System.Diagnostics;

namespace MlOps.Benchmarks.Broker;

internal static class PageCache
{
    /// <summary>Has the kernel forget a file's pages, so that reading it reads the disk.</summary>
    public static async Task DropAsync(string file)
    {
        using var dd = Process.Start("dd", [$"of={file}", "oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none"]);
        await dd.WaitForExitAsync();
        if (dd.ExitCode != 0) throw new InvalidOperationException($"dd ended with {dd.ExitCode}.");
    }
}
