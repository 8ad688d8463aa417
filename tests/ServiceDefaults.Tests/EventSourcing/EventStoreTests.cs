using JasperFx.Events.Projections;
using Marten;
using MlOps.EventSourcing.Hosting;
using MlOps.EventSourcing.Publishing;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceHost;

namespace MlOps.ServiceDefaults.Tests.EventSourcing;

public sealed class EventStoreTests(SampleSystem sample) : IClassFixture<SampleSystem>
{
    [Fact]
    public async Task rebuilds_the_same_states_from_events()
    {
        var notes = sample.NotesAs("ann");
        for (var i = 0; i < 20; i++) await notes.WriteNoteAsync(new() { Name = $"rebuilt-{i % 5}", Text = $"text {i}" });

        await sample.Service.ShouldRebuildAsync(
            async session =>
            {
                var states = await session.Query<Note>().ToListAsync();
                states.Count.ShouldBe(5);
                return [.. states.OrderBy(note => note.Id, StringComparer.Ordinal)];
            },
            typeof(Note));
    }

    [Fact]
    public async Task does_not_start_with_an_event_that_the_table_forgets()
    {
        var start = sample.System.StartServiceAsync("forgetful", builder => builder.AddEventStore(
            "forgetful", new WireEvents("mlops.forgetful.v1").Private<NoteWritten>("note_written"), options =>
            {
                options.Projections.Snapshot<Note>(SnapshotLifecycle.Inline);
                options.Audits<Note>("note/");
            }), _ => { });

        (await Should.ThrowAsync<InvalidOperationException>(start)).Message.ShouldContain("NoteCounted, NoteEdited");
    }
}
