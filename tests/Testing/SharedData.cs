using Xunit;

namespace MlOps.Testing;

/// <summary>Real data beside the checkout (<c>../shared/data</c>); tests that need it are skipped, with the reason, where it is not.</summary>
public static class SharedData
{
    /// <summary>The root of the checkout that the tests were built from.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>The path of a shared data file, or skips the calling test (a <c>[SkippableFact]</c>).</summary>
    public static string Require(string relativePath)
    {
        var path = Path.Combine(RepositoryRoot, "..", "shared", "data", relativePath);
        Skip.IfNot(File.Exists(path), $"shared/data/{relativePath} is not beside this checkout");
        return Path.GetFullPath(path);
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "MlOps.sln"))) directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("MlOps.sln was not found above the test assembly.");
    }
}
