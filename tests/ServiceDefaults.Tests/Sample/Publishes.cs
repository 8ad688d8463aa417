using MlOps.EventSourcing.Publishing;


namespace MlOps.ServiceDefaults.Tests.Sample;

internal static class Publishes
{
    public const string Topic = "mlops.notes.v1";

    public static WireEvents Table() => new WireEvents(Topic)
        .Add<NoteWritten>("note_written", e => new Wire.NoteWritten { Text = e.Data.Text })
        .AddAsync<NoteEdited>("note_edited", async (e, session, cancellation) =>
        {
            var label = await session.LoadAsync<Label>(e.StreamKey!, cancellation);
            return new Wire.NoteEdited { Text = label is null ? e.Data.Text : $"{label.Text}: {e.Data.Text}" };
        })
        .Private<NoteCounted>("note_counted");
}
