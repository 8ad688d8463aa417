using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using MlOps.ServiceDefaults.EventSourcing;
using MlOps.ServiceDefaults.Kafka;
using MlOps.ServiceDefaults.Tests.Sample;

namespace MlOps.ServiceDefaults.Tests.EventSourcing;

public sealed class EventStoreTests(SampleSystem sample) : IClassFixture<SampleSystem>
{
    [Fact]
    public async Task rebuilds_the_same_states_from_events()
    {
        var notes = sample.NotesAs("ann");
        for (var i = 0; i < 20; i++) await notes.WriteNoteAsync(new() { Name = $"rebuilt-{i % 5}", Text = $"text {i}" });
        var store = sample.Service.Services.GetRequiredService<IDocumentStore>();
        var before = await StatesAsync(store);
        before.Count.ShouldBe(5);

        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.RebuildProjectionAsync<Note>(default);

        (await StatesAsync(store)).ShouldBe(before);
    }

    [Fact]
    public async Task does_not_start_with_an_event_that_the_table_forgets()
    {
        var start = sample.System.StartServiceAsync("forgetful", builder => builder.AddEventStore(
            "forgetful", new WireEvents("mlops.forgetful.v1").Private<NoteWritten>(), options =>
            {
                options.Projections.Snapshot<Note>(SnapshotLifecycle.Inline);
                options.Audits<Note>("note/");
            }), _ => { });

        (await Should.ThrowAsync<InvalidOperationException>(start)).Message.ShouldContain("NoteCounted, NoteEdited");
    }

    private static async Task<List<Note>> StatesAsync(IDocumentStore store)
    {
        await using var session = store.QuerySession();
        return [.. (await session.Query<Note>().ToListAsync()).OrderBy(note => note.Id, StringComparer.Ordinal)];
    }
}
