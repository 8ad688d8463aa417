using Marten;
using Microsoft.Extensions.DependencyInjection;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Tests.Sample;
using Npgsql;

namespace MlOps.ServiceDefaults.Tests.EventSourcing;

/// <summary>Numbers are drawn before the commit: whatever becomes of a transaction, no committed event stays unpublished.</summary>
public sealed class GapTests(GapSystem gaps) : IClassFixture<GapSystem>
{
    private readonly IDocumentStore store = gaps.Service.Services.GetRequiredService<IDocumentStore>();

    [Fact]
    public async Task publishes_in_the_order_of_numbers_what_commits_in_another()
    {
        await using var first = await OpenAsync("first");
        await WriteAsync("second");
        await gaps.HoldsBeforeGapAsync();

        await first.CommitAsync();

        (await gaps.PublishedUntilAsync("second"))[^2..].ShouldBe(["note/first", "note/second"]);
    }

    [Fact]
    public async Task waits_for_a_transaction_however_long_it_takes()
    {
        await using var slow = await OpenAsync("slow");
        await WriteAsync("quick");
        await gaps.HoldsBeforeGapAsync(times: 4);

        await slow.CommitAsync();

        (await gaps.PublishedUntilAsync("quick"))[^2..].ShouldBe(["note/slow", "note/quick"]);
    }

    [Fact]
    public async Task goes_on_behind_a_transaction_that_was_killed()
    {
        await using var killed = await OpenAsync("killed");
        await WriteAsync("survivor");

        await killed.KillAsync(gaps.Database);

        (await gaps.PublishedUntilAsync("survivor")).ShouldNotContain("note/killed");
    }

    [Fact]
    public async Task ends_a_transaction_that_hangs()
    {
        await using var connections = EventStoreOptions.OpenDatabase(gaps.Service.Database);
        await using var hanging = await OpenAppend.OfAsync(store, connections, "hanging");
        await WriteAsync("behind");

        (await gaps.PublishedUntilAsync("behind")).ShouldNotContain("note/hanging");

        await Should.ThrowAsync<NpgsqlException>(hanging.CommitAsync);
    }

    [Fact]
    public async Task publishes_exactly_what_many_transactions_commit()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(() => WorkAsync(worker, new Random(worker)))));
        await WriteAsync("end");

        var published = (await gaps.PublishedUntilAsync("end")).FindAll(key => key.StartsWith("note/many-", StringComparison.Ordinal));

        published.ShouldBe(outcomes.SelectMany(committed => committed), ignoreOrder: true);
        var inOrder = await gaps.ScalarAsync<string[]>("select array_agg(stream_id order by seq_id) from mt_events where stream_id like 'note/many-%'");
        published.ShouldBe(inOrder);
    }

    /// <summary>Transactions that take between no time and longer than a dead gap; some fail. Returns the notes that were committed.</summary>
    private async Task<List<string>> WorkAsync(int worker, Random random)
    {
        var committed = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            await using var open = await OpenAsync($"many-{worker}-{i}");
            await open.SleepAsync(random.Next(12) == 0 ? 2 * GapSystem.DeadGap.TotalSeconds : random.NextDouble() / 10);
            switch (random.Next(8))
            {
                case 0:
                    await open.RollbackAsync();
                    break;
                case 1:
                    await open.KillAsync(gaps.Database);
                    break;
                default:
                    await open.CommitAsync();
                    committed.Add($"note/many-{worker}-{i}");
                    break;
            }
        }
        return committed;
    }

    private Task<OpenAppend> OpenAsync(string note) => OpenAppend.OfAsync(store, gaps.Database, note);

    private async Task WriteAsync(string note)
    {
        await using var session = store.LightweightSession();
        session.Events.StartStream<Note>($"note/{note}", new NoteWritten(note));
        await session.SaveChangesAsync();
    }
}
