using System.Collections.Concurrent;
using System.Diagnostics;

namespace MlOps.Benchmarks;

/// <summary>The same step over and over, by a number of workers at once.</summary>
internal static class Load
{
    /// <summary>Steps a second over <paramref name="duration"/>.</summary>
    /// <param name="workers">How many steps are under way at once.</param>
    /// <param name="duration">When no step begins any more.</param>
    /// <param name="step">The step; given the worker's number.</param>
    public static async Task<double> RateAsync(int workers, TimeSpan duration, Func<int, Task> step) => (await RunAsync(workers, duration, step)).Rate;

    /// <summary>Steps a second, and the milliseconds that each took.</summary>
    public static async Task<(double Rate, IReadOnlyCollection<double> Milliseconds)> RunAsync(int workers, TimeSpan duration, Func<int, Task> step)
    {
        var times = new ConcurrentBag<List<double>>();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            var own = new List<double>();
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                var began = Stopwatch.GetTimestamp();
                await step(worker);
                own.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
            times.Add(own);
        })));
        var elapsed = Stopwatch.GetElapsedTime(start);
        var all = times.SelectMany(own => own).ToList();
        return (all.Count / elapsed.TotalSeconds, all);
    }
}
