using System.Globalization;
using System.Runtime.CompilerServices;

namespace MlOps.Testing;

/// <summary>
/// Shapes of the past and of today, side by side as <c>name.v1.kind.json</c>, <c>name.v2.kind.json</c>, … under <c>Approved/</c> beside
/// the test. A file once approved is never overwritten: what was stored or sent in that shape must stay readable.
/// </summary>
public static class ApprovedVersions
{
    /// <summary>
    /// All approved shapes, the newest last, which is compared with <paramref name="actual"/>. With <c>APPROVE=1</c> in the environment
    /// another shape becomes the next version: to be looked at and committed.
    /// </summary>
    /// <exception cref="FileNotFoundException">No shape was approved yet.</exception>
    public static IReadOnlyList<string> Read(string name, string kind, string actual, [CallerFilePath] string testFile = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(testFile)!, "Approved");
        var approved = new List<string>();
        while (File.Exists(PathOf(approved.Count + 1))) approved.Add(File.ReadAllText(PathOf(approved.Count + 1)).TrimEnd());
        var text = actual.ReplaceLineEndings("\n").TrimEnd();
        if (Environment.GetEnvironmentVariable("APPROVE") == "1" && (approved.Count == 0 || approved[^1] != text))
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(PathOf(approved.Count + 1), text + "\n");
            approved.Add(text);
        }

        return approved.Count > 0
            ? approved
            : throw new FileNotFoundException($"{PathOf(1)} is missing. What it would hold:\n{actual}");

        string PathOf(int version) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}.v{version}.{kind}.json"));
    }
}
