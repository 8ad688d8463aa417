using System.Runtime.CompilerServices;

namespace MlOps.Benchmarks.EventStore;

/// <summary>Appending through sessions, against hand-written inserts into a table of the same shape; each writer has a stream of its own.</summary>
internal sealed class AppendFigure : IFigure
{
    // Of the baseline, where many write: it has one round trip to the server, an append two.
    private static readonly Dictionary<(int Writers, int Events), double> Targets = new() { [(16, 1)] = 0.45, [(16, 100)] = 0.65 };

    // Code that runs some thousand times a second takes a few seconds until it is compiled for good.
    private const int WarmUps = 3;

    public async IAsyncEnumerable<Row> MeasureAsync(Scale scale, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var store = await SensorStore.OpenAsync();
        await store.ExecuteAsync(HandWrittenInserts.Table, cancellation);
        foreach (var writers in (int[])[1, 16])
        {
            foreach (var events in (int[])[1, 100])
            {
                var (subject, baseline) = await Turns.TakeAsync(
                    scale.Rounds,
                    () => SessionsAsync(store, writers, events, scale, cancellation),
                    () => InsertsAsync(store, writers, events, scale, cancellation),
                    WarmUps);
                yield return Row.OfRates($"append, {events} events a save, {writers} writers", "events/s", subject, baseline,
                    Targets.TryGetValue((writers, events), out var target) ? target : null);
            }
        }
    }

    private static async Task<double> SessionsAsync(SensorStore store, int writers, int events, Scale scale, CancellationToken cancellation)
    {
        var turn = Guid.NewGuid();
        return events * await Load.RateAsync(writers, scale.Turn, writer => store.AppendAsync($"{turn}/{writer}", Sample(events), cancellation));
    }

    private static async Task<double> InsertsAsync(SensorStore store, int writers, int events, Scale scale, CancellationToken cancellation)
    {
        var turn = Guid.NewGuid();
        var versions = new long[writers];
        return events * await Load.RateAsync(writers, scale.Turn, async writer =>
        {
            await HandWrittenInserts.SaveAsync(store.Database, $"{turn}/{writer}", versions[writer], Sample(events), cancellation);
            versions[writer] += events;
        });
    }

    private static IEnumerable<MeasurementTaken> Sample(int events) => Enumerable.Range(0, events).Select(number => MeasurementTaken.Sample(number));
}
