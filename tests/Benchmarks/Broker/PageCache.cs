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

    /// <summary>
    /// Writes a file as large as what will be measured and removes it. The host of a virtual machine takes back memory that is free
    /// for some seconds and gives it again slowly: without this, writing is two to seven times slower at random.
    /// </summary>
    public static void MakeRoom(int megabytes)
    {
        using var directory = new TemporaryDirectory();
        using var file = File.OpenHandle(directory["room"], FileMode.CreateNew, FileAccess.Write);
        var piece = new byte[1_000_000];
        for (long number = 0; number < megabytes * 5L / 4; number++) RandomAccess.Write(file, piece, number * piece.Length);
    }
}
