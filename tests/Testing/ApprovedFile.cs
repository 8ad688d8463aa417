using System.Runtime.CompilerServices;

namespace MlOps.Testing;

/// <summary>Shapes that other people rely on, as files under <c>Approved/</c> beside the test: a change shows as a difference there.</summary>
public static class ApprovedFile
{
    /// <summary>
    /// Returns the approved text of <paramref name="name"/>. With <c>APPROVE=1</c> in the environment, <paramref name="actual"/>
    /// is written first: to be looked at and committed.
    /// </summary>
    /// <exception cref="FileNotFoundException">Nothing was approved under that name.</exception>
    public static string Read(string name, string actual, [CallerFilePath] string testFile = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(testFile)!, "Approved", name);
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual.ReplaceLineEndings("\n").TrimEnd() + "\n");
        }

        return File.Exists(path)
            ? File.ReadAllText(path).TrimEnd()
            : throw new FileNotFoundException($"Approved/{name} is missing. What it would hold:\n{actual}");
    }
}
