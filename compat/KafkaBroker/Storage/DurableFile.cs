using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KafkaBroker.Storage;

/// <summary>Small files that are either wholly the old or wholly the new one after a crash.</summary>
internal static class DurableFile
{
    private const string Unfinished = ".new";

    /// <summary>Replaces <paramref name="path"/> and returns once the disk holds the new content.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        using (var handle = File.OpenHandle(path + Unfinished, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(handle, content, 0);
            Sync(handle);
        }

        File.Move(path + Unfinished, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Forces what was written to a file to the disk.</summary>
    /// <exception cref="IOException">The disk did not take it. RandomAccess.FlushToDisk keeps that to itself on Linux.</exception>
    public static void Sync(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux()) RandomAccess.FlushToDisk(file);
        else if (NativeMethods.FSync(file) != 0) throw new IOException("cannot sync a file", new Win32Exception(Marshal.GetLastPInvokeError()));
    }

    /// <summary>Makes the names in a directory (created, renamed, removed) as durable as the files are.</summary>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = NativeMethods.Open(path, 0);
        if (descriptor < 0) throw new IOException($"cannot open the directory {path}", new Win32Exception(Marshal.GetLastPInvokeError()));
        using var directory = new SafeFileHandle(descriptor, ownsHandle: true);
        if (NativeMethods.FSync(directory) != 0) throw new IOException($"cannot sync the directory {path}", new Win32Exception(Marshal.GetLastPInvokeError()));
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "open", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        internal static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        internal static extern int FSync(SafeFileHandle file);
    }
}
