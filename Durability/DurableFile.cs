using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MlOps.Durability;

/// <summary>
/// Durable files and directory entries: written with fsync, so that they survive a power failure. Reports a failed fsync, which
/// .NET's own flush ignores on Linux. Compiled into each project that needs it.
/// </summary>
internal static class DurableFile
{
    private const string Unfinished = ".new";

    /// <summary>Replaces a file atomically and durably: a reader sees the old or the new content, also after a crash.</summary>
    /// <param name="path">The file, in a directory that exists.</param>
    /// <param name="content">Its new content.</param>
    /// <param name="mode">Its mode; if null, the system's default for new files.</param>
    /// <exception cref="IOException">A write or fsync failed.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content, UnixFileMode? mode = null)
    {
        // A file left over from a crash would keep its old mode.
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

    /// <summary>Fsyncs a file.</summary>
    /// <exception cref="IOException">The fsync failed.</exception>
    public static void Sync(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux()) RandomAccess.FlushToDisk(file);
        else if (NativeMethods.FSync(file) != 0)
            throw new IOException("The fsync of a file failed.", new Win32Exception(Marshal.GetLastPInvokeError()));
    }

    /// <summary>Fsyncs a directory, which makes creations, renames and deletions in it durable.</summary>
    /// <exception cref="IOException">The fsync failed.</exception>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        using var directory = NativeMethods.Open(path, flags: 0);
        if (directory.IsInvalid || NativeMethods.FSync(directory) != 0)
            throw new IOException($"The fsync of directory {path} failed.", new Win32Exception(Marshal.GetLastPInvokeError()));
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "open", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        internal static extern SafeFileHandle Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        internal static extern int FSync(SafeFileHandle file);
    }
}
