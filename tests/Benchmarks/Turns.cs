namespace MlOps.Benchmarks;

/// <summary>Measures subject and baseline in turns (A B A B …), so that whatever else the machine does falls on both alike.</summary>
internal static class Turns
{
    /// <summary>The medians of each value that a turn yields, after some turns that only warm up.</summary>
    public static async Task<(double[] Subject, double[] Baseline)> TakeAsync(int rounds, Func<Task<double[]>> subject, Func<Task<double[]>> baseline, int warmUps = 1)
    {
        for (var warmUp = 0; warmUp < warmUps; warmUp++)
        {
            await subject();
            await baseline();
        }
        var (subjects, baselines) = (new List<double[]>(), new List<double[]>());
        for (var round = 0; round < rounds; round++)
        {
            subjects.Add(await subject());
            baselines.Add(await baseline());
        }
        return (Medians(subjects), Medians(baselines));
    }

    /// <summary>As above, of one value.</summary>
    public static async Task<(double Subject, double Baseline)> TakeAsync(int rounds, Func<Task<double>> subject, Func<Task<double>> baseline, int warmUps = 1)
    {
        var (subjects, baselines) = await TakeAsync(rounds, async () => [await subject()], async () => [await baseline()], warmUps);
        return (subjects[0], baselines[0]);
    }

    private static double[] Medians(List<double[]> turns) =>
        [.. Enumerable.Range(0, turns[0].Length).Select(value => Percentile.Of(turns.Select(turn => turn[value]), 0.5))];
}
