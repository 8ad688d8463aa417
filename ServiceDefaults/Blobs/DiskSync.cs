using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MlOps.ServiceDefaults.Blobs;

/// <summary>Forces files and names to the disk, and says where the disk did not take them: FileStream.Flush keeps a failed fsync to itself on Linux.</summary>
internal static class DiskSync
{
    /// <summary>Makes what was written to a file durable.</summary>
    /// <exception cref="IOException">It is not.</exception>
    public static void File(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux()) RandomAccess.FlushToDisk(file);
        else if (NativeMethods.FSync(file) != 0) throw new IOException("A file could not be synced.", new Win32Exception(Marshal.GetLastPInvokeError()));
    }

    /// <summary>Makes the names in a directory as durable as the files are.</summary>
    /// <exception cref="IOException">They are not.</exception>
    public static void Directory(string path)
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
