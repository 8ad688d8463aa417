using System.Diagnostics;

namespace MlOps.Cli.Demo;

/// <summary>Rows sent through the gateway as an application would, a few requests at a time, each timed.</summary>
internal sealed class Traffic
{
    private const int InFlight = 4;
    private readonly double[] milliseconds;
    private readonly bool[] answered;

    private Traffic(int count)
    {
        PredictionIds = new string[count];
        milliseconds = new double[count];
        answered = new bool[count];
    }

    /// <summary>By row; empty where it failed.</summary>
    public string[] PredictionIds { get; }

    public int Failed => answered.Count(done => !done);

    public static async Task<Traffic> SendAsync(LifeContext life, IReadOnlyList<float[]> rows)
    {
        var traffic = new Traffic(rows.Count);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, rows.Count),
            new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = life.Cancellation },
            async (index, cancellation) =>
            {
                var request = InferenceRequest.WithFeatures($"row-{index}", rows[index]);
                var started = Stopwatch.GetTimestamp();
                var answer = await InferenceRequest.SendAsync(life, request, cancellation);
                traffic.milliseconds[index] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                traffic.answered[index] = answer.Status == 200;
                traffic.PredictionIds[index] = answer.PredictionId;
            });
        return traffic;
    }

    public PredictionSummary Summary()
    {
        var sorted = milliseconds.Order().ToArray();
        return new PredictionSummary(sorted.Length, Failed, sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 0.99)]);
    }
}
