using System.Diagnostics;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MlOps.Architecture.Tests;

/// <summary>The files of the checkout as git knows them, tracked or new, without what it ignores.</summary>
internal static class SourceTree
{
    private static readonly Lazy<IReadOnlyList<string>> All = new(Load);

    public static string Root => SharedData.RepositoryRoot;

    public static IReadOnlyList<string> Files => All.Value;

    /// <summary>C# files below a folder, as paths relative to the root.</summary>
    public static IEnumerable<string> CSharp(string folder = "") =>
        Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && file.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>The C# files of all but the tests.</summary>
    public static IEnumerable<string> Product() => CSharp().Where(file => !file.StartsWith("tests/", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static CompilationUnitSyntax Parse(string file) => CSharpSyntaxTree.ParseText(Read(file)).GetCompilationUnitRoot();

    private static List<string> Load()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root, RedirectStandardOutput = true,
        };
        using var git = Process.Start(start)!;
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        git.ExitCode.ShouldBe(0);
        return [.. files.Distinct().Where(file => File.Exists(Path.Combine(Root, file)))];
    }
}
