using System.Diagnostics;

namespace MlOps.EndToEnd.Tests;

/// <summary>Kills every process of a system in turn, at random moments of what clients do.</summary>
internal sealed class Killer(RunningSystem system, Retries calls, int seed)
{
    private const int MostAnswersBetween = 30;
    private const int MostMillisecondsLater = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly Random random = new(seed);

    /// <summary>Whom it killed, in this order.</summary>
    public List<string> Killed { get; } = [];

    public async Task KillEachAsync()
    {
        var names = system.Processes().Keys.Order(StringComparer.Ordinal).ToArray();
        random.Shuffle(names);
        foreach (var name in names)
        {
            var moment = calls.Answered + random.Next(1, MostAnswersBetween);
            await Eventually.HoldsAsync(() => Task.FromResult(calls.Answered >= moment), Patience);
            // Not a wait for anything: the moment of the blow is to be random.
            using (var later = new PeriodicTimer(TimeSpan.FromMilliseconds(random.Next(1, MostMillisecondsLater)))) await later.WaitForNextTickAsync();
            var id = system.Processes()[name];
            using (var process = Process.GetProcessById(id)) process.Kill();
            Killed.Add(name);
            await Eventually.HoldsAsync(() => Task.FromResult(system.Processes().TryGetValue(name, out var next) && next != id), Patience);
        }
    }
}
