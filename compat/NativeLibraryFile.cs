using System.Runtime.InteropServices;

namespace MlOps.Native;

/// <summary>Finds a native library: in $MLOPS_NATIVE, in <c>.native/lib</c> beside or above the program, or where the system looks.</summary>
internal static class NativeLibraryFile
{
    public static nint Load(string file)
    {
        foreach (var directory in Directories())
        {
            var path = Path.Combine(directory, file);
            if (File.Exists(path)) return NativeLibrary.Load(path);
        }

        return NativeLibrary.TryLoad(file, out var handle)
            ? handle
            : throw new DllNotFoundException($"{file} was not found in $MLOPS_NATIVE, in .native/lib above {AppContext.BaseDirectory} or where the system looks.");
    }

    private static IEnumerable<string> Directories()
    {
        if (Environment.GetEnvironmentVariable("MLOPS_NATIVE") is { Length: > 0 } configured) yield return configured;
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            yield return Path.Combine(directory.FullName, ".native", "lib");
    }
}
