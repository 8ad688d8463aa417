using System.Runtime.CompilerServices;
using MlOps.Testing;

namespace MlOps.Benchmarks.Running;

/// <summary>From nothing to all healthy: the first start creates the databases, the second finds them.</summary>
internal sealed class StartFigure : IFigure
{
    private const double Target = 12;

    public async IAsyncEnumerable<Row> MeasureAsync(Scale scale, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (first, second) = (new List<double>(), new List<double>());
        for (var round = 0; round < (scale.Quick ? 1 : 3); round++)
        {
            using var directory = new TemporaryDirectory();
            first.Add(await StartAsync(directory.Path, cancellation));
            second.Add(await StartAsync(directory.Path, cancellation));
        }
        yield return Row.OfAmount("start, first", "s", Percentile.Of(first, 0.5), Target);
        yield return Row.OfAmount("start, second", "s", Percentile.Of(second, 0.5), Target);
    }

    private static async Task<double> StartAsync(string data, CancellationToken cancellation)
    {
        await using var system = await RunningSystem.StartAsync(data, cancellation);
        return system.StartTime.TotalSeconds;
    }
}
