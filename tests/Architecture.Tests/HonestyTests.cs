using System.Text.RegularExpressions;

namespace MlOps.Architecture.Tests;

public sealed partial class HonestyTests
{
    [Fact]
    public void nothing_reachable_is_left_unfinished()
    {
        var unfinished = SourceTree.CSharp().Where(file => !file.StartsWith("tests/Architecture.Tests/", StringComparison.Ordinal))
            .Where(file => Unfinished().IsMatch(SourceTree.Read(file))).ToList();
        unfinished.ShouldBeEmpty();
    }

    [Fact]
    public void no_exception_is_swallowed()
    {
        var swallowing = SourceTree.CSharp().Where(file => !file.StartsWith("tests/Architecture.Tests/", StringComparison.Ordinal))
            .Where(file => Swallowed().IsMatch(SourceTree.Read(file))).ToList();
        swallowing.ShouldBeEmpty();
    }

    [Fact]
    public void tests_wait_for_conditions_and_not_for_time()
    {
        var sleeping = SourceTree.CSharp("tests/")
            .Where(file => !file.StartsWith("tests/Architecture.Tests/", StringComparison.Ordinal) && !file.StartsWith("tests/Benchmarks/", StringComparison.Ordinal))
            .Where(file => Sleep().IsMatch(SourceTree.Read(file))).ToList();
        sleeping.ShouldBeEmpty();
    }

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"catch\s*(\(Exception[^)]*\))?\s*\{\s*\}")]
    private static partial Regex Swallowed();

    [GeneratedRegex(@"Thread\.Sleep|Task\.Delay\(")]
    private static partial Regex Sleep();
}
