using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace MlOps.Benchmarks.Broker;

/// <summary>The same bytes without a broker: one file, written by pieces that wait for a common fsync, and read from its beginning.</summary>
internal static class PlainFile
{
    // What librdkafka sends: batches of up to 1 MB, five requests under way.
    private const int PieceBytes = 1_000_000;
    private const int PiecesUnderWay = 5;

    /// <summary>MB/s of writing, of reading from the disk, and of reading from memory.</summary>
    public static async Task<double[]> MeasureAsync(int megabytes, CancellationToken cancellation)
    {
        using var directory = new TemporaryDirectory();
        var file = directory["plain"];
        PageCache.MakeRoom(megabytes);
        var start = Stopwatch.GetTimestamp();
        await WriteAsync(file, megabytes, cancellation);
        var written = Stopwatch.GetElapsedTime(start);
        await PageCache.DropAsync(file);
        return [megabytes / written.TotalSeconds, megabytes / Read(file), megabytes / Read(file)];
    }

    private static async Task WriteAsync(string file, int megabytes, CancellationToken cancellation)
    {
        using var handle = File.OpenHandle(file, FileMode.CreateNew, FileAccess.Write);
        using var room = new SemaphoreSlim(PiecesUnderWay);
        using var work = new SemaphoreSlim(0);
        var syncing = Task.Run(() => SyncAsync(handle, megabytes, room, work, cancellation), cancellation);
        var piece = new byte[PieceBytes];
        Random.Shared.NextBytes(piece);
        for (var number = 0; number < megabytes; number++)
        {
            await room.WaitAsync(cancellation);
            RandomAccess.Write(handle, piece, (long)number * PieceBytes);
            work.Release();
        }
        await syncing;
    }

    /// <summary>One fsync for all pieces that wait by then.</summary>
    private static async Task SyncAsync(SafeFileHandle handle, int pieces, SemaphoreSlim room, SemaphoreSlim work, CancellationToken cancellation)
    {
        while (pieces > 0)
        {
            await work.WaitAsync(cancellation);
            var group = 1;
            while (work.Wait(0, CancellationToken.None)) group++;
            RandomAccess.FlushToDisk(handle);
            room.Release(group);
            pieces -= group;
        }
    }

    private static double Read(string file)
    {
        var start = Stopwatch.GetTimestamp();
        using var handle = File.OpenHandle(file);
        var piece = new byte[PieceBytes];
        for (long at = 0, read; (read = RandomAccess.Read(handle, piece, at)) > 0; at += read)
        {
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
