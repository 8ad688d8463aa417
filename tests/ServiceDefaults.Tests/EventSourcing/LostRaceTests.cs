using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Contracts.Audit.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceDefaults.Tests.Wire;
using Npgsql;

namespace MlOps.ServiceDefaults.Tests.EventSourcing;

public sealed class LostRaceTests(SampleSystem sample) : IClassFixture<SampleSystem>
{
    private const int Callers = 16;
    private readonly AuditLog.AuditLogClient audit = new(sample.Service.ChannelAs("aud", "auditor"));

    [Theory]
    [InlineData("new", 0)]
    [InlineData("old", 1)]
    public async Task of_many_callers_of_one_aggregate_each_succeeds_or_is_aborted(string name, int before)
    {
        var notes = sample.NotesAs("ann");
        for (var round = 0; round < 10; round++)
        {
            var note = $"{name}-{round}";
            for (var i = 0; i < before; i++) await notes.WriteNoteAsync(new() { Name = note, Text = "before" });

            var outcomes = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => OutcomeAsync(notes, note, $"text {i}")));

            outcomes.Distinct().ShouldBeSubsetOf([StatusCode.OK, StatusCode.Aborted]);
            outcomes.ShouldContain(StatusCode.OK);
        }

        // Nobody drew a number in vain, so publishing had no gap to wait at.
        (await ScalarAsync("select count(*) from mt_events")).ShouldBe(await ScalarAsync("select last_value from mt_events_sequence"));
    }

    [Fact]
    public async Task what_fills_the_numbers_of_a_lost_race_is_neither_published_nor_shown()
    {
        // One request id for two notes at once: both have drawn numbers before one finds the other's receipt.
        var request = new WriteNoteRequest { Name = "receipt", Text = "one", RequestId = "r-race" };
        var other = request.Clone();
        other.Text = "two";
        var outcomes = await AtOnceAsync(("note/receipt-a", request), ("note/receipt-b", other));
        outcomes.OfType<InvalidRequestException>().ShouldHaveSingleItem();
        await Eventually.HoldsAsync(async () => await ScalarAsync("select count(*) from mt_events where stream_id = 'mt_tombstone'") == 1);

        await sample.NotesAs("ann").WriteNoteAsync(new() { Name = "after-race", Text = "hello" });

        (await sample.System.ConsumeAsync<Wire.NoteWritten>(Publishes.Topic, m => m.Subject == "note/after-race")).Data.Text.ShouldBe("hello");
        using var all = audit.ReadAll(new());
        (await all.ResponseStream.ReadAllAsync().ToListAsync()).ShouldAllBe(e => e.Stream.StartsWith("note/"));
        using var tombstones = audit.ReadStream(new() { Stream = "mt_tombstone" });
        var refusal = await Should.ThrowAsync<RpcException>(() => tombstones.ResponseStream.MoveNext(CancellationToken.None));
        refusal.StatusCode.ShouldBe(StatusCode.NotFound);
        (await audit.ListStatesAsync(new() { PageSize = 1000 })).States.ShouldAllBe(state => state.Stream.StartsWith("note/"));
    }

    /// <summary>What mutations end with that all decide before one of them is saved.</summary>
    private async Task<Exception?[]> AtOnceAsync(params (string Stream, WriteNoteRequest Request)[] mutations)
    {
        using var decided = new Barrier(mutations.Length);
        return await Task.WhenAll(mutations.Select(mutation => Task.Run(async () =>
        {
            await using var scope = sample.Service.Services.CreateAsyncScope();
            return await Record.ExceptionAsync(() => scope.ServiceProvider.GetRequiredService<Mutations>().ApplyAsync<Note>(
                mutation.Stream, mutation.Request, (_, _) => Decide(mutation.Request.Text), CancellationToken.None));
        })));

        object[] Decide(string text)
        {
            decided.SignalAndWait();
            return [new Sample.NoteWritten(text)];
        }
    }

    private static async Task<StatusCode> OutcomeAsync(Notes.NotesClient notes, string name, string text)
    {
        try
        {
            await notes.WriteNoteAsync(new() { Name = name, Text = text });
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(sample.Service.Database);
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
