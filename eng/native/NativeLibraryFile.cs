using System.Runtime.InteropServices;

namespace MlOps.Native;

/// <summary>Finds a native library: in $MLOPS_NATIVE, in <c>.native/lib</c> beside or above the program, or where the system looks.</summary>
internal static class NativeLibraryFile
{
    public static nint Load(string file) =>
        TryLoadInstalled(file, out var handle) || NativeLibrary.TryLoad(file, out handle)
            ? handle
            : throw new DllNotFoundException($"{file} was not found in $MLOPS_NATIVE, in .native/lib above {AppContext.BaseDirectory} or where the system looks.");

    /// <summary>Only what eng/setup.sh installs, not what the system has.</summary>
    public static bool TryLoadInstalled(string file, out nint handle)
    {
        handle = Directories().Select(directory => Path.Combine(directory, file)).FirstOrDefault(File.Exists) is { } path ? NativeLibrary.Load(path) : 0;
        return handle != 0;
    }

    private static IEnumerable<string> Directories()
    {
        if (Environment.GetEnvironmentVariable("MLOPS_NATIVE") is { Length: > 0 } configured) yield return configured;
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            yield return Path.Combine(directory.FullName, ".native", "lib");
    }
}
