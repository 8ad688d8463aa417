using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MlOps.Durability;

/// <summary>
/// Files and names that outlive a loss of power; compiled into each project that writes such. Says where the disk did not take
/// them, which .NET's own flushes keep to themselves on Linux.
/// </summary>
internal static class DurableFile
{
    private const string Unfinished = ".new";

    /// <summary>Replaces a file atomically and durably: a reader sees the old or the new content, also after a crash.</summary>
    /// <param name="path">The file, in a directory that exists.</param>
    /// <param name="content">Its new content.</param>
    /// <param name="mode">Who may read and write it; what the system gives new files, if null.</param>
    /// <exception cref="IOException">The disk did not take it.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content, UnixFileMode? mode = null)
    {
        // One that a crash left there keeps its mode if it is written again.
        File.Delete(path + Unfinished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        using (var file = new FileStream(path + Unfinished, options))
        {
            file.Write(content);
            Sync(file.SafeFileHandle);
        }

        File.Move(path + Unfinished, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Forces what was written to a file to the disk.</summary>
    /// <exception cref="IOException">The disk did not take it.</exception>
    public static void Sync(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux()) RandomAccess.FlushToDisk(file);
        else if (NativeMethods.FSync(file) != 0)
            throw new IOException("A file could not be synced.", new Win32Exception(Marshal.GetLastPInvokeError()));
    }

    /// <summary>Makes the names in a directory (created, renamed, removed) as durable as the files are.</summary>
    /// <exception cref="IOException">The disk did not take them.</exception>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        using var directory = NativeMethods.Open(path, flags: 0);
        if (directory.IsInvalid || NativeMethods.FSync(directory) != 0)
            throw new IOException($"The directory {path} could not be synced.", new Win32Exception(Marshal.GetLastPInvokeError()));
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "open", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        internal static extern SafeFileHandle Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        internal static extern int FSync(SafeFileHandle file);
    }
}
