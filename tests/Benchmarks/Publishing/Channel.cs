using System.Diagnostics;

namespace MlOps.Benchmarks.Publishing;

/// <summary>A way from a sender to the consumer of a topic: how long it takes and how much goes through.</summary>
/// <param name="arrivals">The consumer.</param>
/// <param name="send">Sends some numbers; done once they are committed, or handed over where there is no commit.</param>
internal sealed class Channel(Arrivals arrivals, Func<IReadOnlyList<int>, CancellationToken, Task> send)
{
    private const int Senders = 8;
    private const int PerSave = 100;
    private int next;

    /// <summary>p50 and p99 of the milliseconds on the way, and the events a second that were sent, at a steady <paramref name="rate"/>.</summary>
    public async Task<double[]> LagAsync(int rate, int count, CancellationToken cancellation)
    {
        var first = Take(count);
        var run = arrivals.Expect(first, count);
        var sent = new long[count];
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (var number = sender; number < count; number += Senders)
            {
                var early = TimeSpan.FromSeconds((double)number / rate) - Stopwatch.GetElapsedTime(start);
                if (early > TimeSpan.Zero) await Task.Delay(early, cancellation);
                await send([first + number], cancellation);
                sent[number] = Stopwatch.GetTimestamp();
            }
        }, cancellation)));
        var achieved = count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        var lags = (await run.AllAsync(cancellation)).Select((arrived, number) => Stopwatch.GetElapsedTime(sent[number], arrived).TotalMilliseconds).ToList();
        return [Percentile.Of(lags, 0.5), Percentile.Of(lags, 0.99), achieved];
    }

    /// <summary>Events a second, from the first save to the last arrival, as fast as they go.</summary>
    public async Task<double> ThroughputAsync(int count, CancellationToken cancellation)
    {
        var first = Take(count);
        var run = arrivals.Expect(first, count);
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(first, count).Chunk(PerSave), new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = cancellation },
            async (numbers, token) => await send(numbers, token));
        var arrived = await run.AllAsync(cancellation);
        return count / Stopwatch.GetElapsedTime(start, arrived.Max()).TotalSeconds;
    }

    private int Take(int count)
    {
        var first = next;
        next += count;
        return first;
    }
}
