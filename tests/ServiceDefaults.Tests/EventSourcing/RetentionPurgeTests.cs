using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MlOps.EventSourcing;
using MlOps.EventSourcing.Hosting;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceDefaults.Tests.Wire;
using Npgsql;

namespace MlOps.ServiceDefaults.Tests.EventSourcing;

public sealed class RetentionPurgeTests(SampleSystem sample) : IClassFixture<SampleSystem>
{
    private readonly NpgsqlDataSource database = sample.Service.Services.GetRequiredService<NpgsqlDataSource>();

    [Fact]
    public async Task a_request_id_is_remembered_for_its_time_and_no_longer()
    {
        var notes = sample.NotesAs("ann");
        var request = new WriteNoteRequest { Name = "kept", Text = "one", RequestId = "kept-1" };
        await notes.WriteNoteAsync(request);

        await PurgeAsync(after: TimeSpan.FromDays(29));
        (await notes.WriteNoteAsync(request)).Repeated.ShouldBeTrue();

        await PurgeAsync(after: TimeSpan.FromDays(31), new RetentionOptions { Receipts = TimeSpan.FromDays(40) });
        (await notes.WriteNoteAsync(request)).Repeated.ShouldBeTrue();

        await PurgeAsync(after: TimeSpan.FromDays(31));
        (await notes.WriteNoteAsync(request)).Repeated.ShouldBeFalse();
    }

    [Fact]
    public async Task consumed_events_go_in_batches_until_none_is_left()
    {
        const int Many = 20_001;
        await using var fill = database.CreateCommand($$"""
            insert into public.mt_doc_{{ConsumedEvent.Alias}} (id, data, mt_last_modified)
            select 'reader|' || n, '{}', now() - interval '{{(int)new RetentionOptions().ConsumedEvents.TotalDays}} days 1 hour' from generate_series(1, {{Many}}) n
            """);
        await fill.ExecuteNonQueryAsync();
        await using var session = sample.Service.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.Insert(new ConsumedEvent("reader|new", TimeProvider.System.GetUtcNow()));
        await session.SaveChangesAsync();

        (await PurgeAsync(after: TimeSpan.Zero)).ShouldBe(Many);

        await using var left = database.CreateCommand($"select string_agg(id, ',') from public.mt_doc_{ConsumedEvent.Alias}");
        (await left.ExecuteScalarAsync()).ShouldBe("reader|new");
    }

    [Fact]
    public async Task a_service_does_not_start_with_a_retention_that_keeps_nothing()
    {
        var start = sample.System.StartServiceAsync(
            "forgetter", builder => builder.AddNotes("forgetter"), _ => { }, new Dictionary<string, string?> { ["Retention:Receipts"] = "00:00:00", ["services:other:grpc:0"] = "http://127.0.0.1:1" });

        (await Should.ThrowAsync<OptionsValidationException>(start)).Message.ShouldContain("Retention");
    }

    private Task<long> PurgeAsync(TimeSpan after, RetentionOptions? retention = null) => new RetentionPurge(
        database, sample.Service.Services.GetRequiredService<EventStoreOptions>(), Options.Create(retention ?? new RetentionOptions()),
        new LaterClock(after), NullLogger<RetentionPurge>.Instance).PurgeAsync(default);

    private sealed class LaterClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
