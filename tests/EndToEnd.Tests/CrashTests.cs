using Xunit.Abstractions;

namespace MlOps.EndToEnd.Tests;

public sealed class CrashTests(RunningSystem system, ITestOutputHelper output) : IClassFixture<RunningSystem>
{
    private const int Seed = 20_110_101;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task lives_complete_and_nothing_is_lost_or_done_twice_while_every_process_is_killed()
    {
        var retries = new Retries();
        using var admin = new GatewayClient(system, system.AdminToken, retries);
        var killer = new Killer(system, retries, Seed);
        var everyone = system.Processes().Keys.ToList();
        var lives = new List<SmallLife>();

        var storm = killer.KillEachAsync();
        do
        {
            using var life = new SmallLife(admin, lives.Count);
            lives.Add(life);
            await life.LiveAsync();
        }
        while (!storm.IsCompleted);
        await storm;
        output.WriteLine($"{lives.Count} lives, {retries.Answered} commands and predictions answered, {retries.Failed} attempts failed; killed in this order: {string.Join(", ", killer.Killed)}");

        killer.Killed.ShouldBe(everyone, ignoreOrder: true);
        everyone.ShouldContain("postgres");
        everyone.ShouldContain("kafka");
        await Eventually.HoldsAsync(() => Task.FromResult(system.IsHealthy), Patience);
        var books = await Books.ReadAsync(admin);
        books.ShouldAgree();
        foreach (var life in lives) await life.ShouldBeRecordedOnceAsync(admin, books);
    }
}
