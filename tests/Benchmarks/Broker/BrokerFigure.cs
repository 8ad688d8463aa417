using System.Runtime.CompilerServices;

namespace MlOps.Benchmarks.Broker;

/// <summary>Producing and fetching, against writing and reading the same bytes on the same disk.</summary>
internal sealed class BrokerFigure : IFigure
{
    private const double Target = 0.7;

    public async IAsyncEnumerable<Row> MeasureAsync(Scale scale, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var bytes in (int[])[1_000, 10_000])
        {
            var (subject, baseline) = await Turns.TakeAsync(
                scale.Rounds,
                () => BrokerRun.MeasureAsync(scale.BrokerMegabytes, bytes, cancellation),
                () => PlainFile.MeasureAsync(scale.BrokerMegabytes, cancellation));
            yield return Row.OfRates($"broker produce, {bytes:#,0} bytes a message", "MB/s", subject[0], baseline[0], Target);
            yield return Row.OfRates($"broker fetch from disk, {bytes:#,0} bytes", "MB/s", subject[1], baseline[1], Target);
            yield return Row.OfRates($"broker fetch from memory, {bytes:#,0} bytes", "MB/s", subject[2], baseline[2]);
        }
    }
}
