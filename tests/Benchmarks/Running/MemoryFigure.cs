using System.Runtime.CompilerServices;
using MlOps.Testing;

namespace MlOps.Benchmarks.Running;

/// <summary>What the system takes while nobody uses it.</summary>
internal sealed class MemoryFigure : IFigure
{
    private const double MemoryTarget = 1_500;
    private const double CpuTarget = 12;

    // What is compiled once more after a start is not what an idle system does.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(10);

    public async IAsyncEnumerable<Row> MeasureAsync(Scale scale, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var directory = new TemporaryDirectory();
        await using var system = await RunningSystem.StartAsync(directory.Path, cancellation);
        await Task.Delay(Rest, cancellation);
        var before = ProcessTree.CpuTime(system);
        await Task.Delay(Watched, cancellation);
        var spent = ProcessTree.CpuTime(system) - before;
        yield return Row.OfAmount($"idle memory of {ProcessTree.Count(system)} processes", "MB", ProcessTree.Megabytes(system), MemoryTarget);
        yield return Row.OfAmount("idle CPU", "% of a core", 100 * spent / Watched, CpuTarget);
    }
}
