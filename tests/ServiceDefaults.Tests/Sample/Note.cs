using JasperFx.Events;

namespace MlOps.ServiceDefaults.Tests.Sample;

public sealed record NoteWritten(string Text);

public sealed record NoteEdited(string Text);

/// <summary>Stays inside the service.</summary>
public sealed record NoteCounted(int Words);

/// <summary>The sample aggregate.</summary>
public sealed record Note(string Id, string Text, int Edits, int Words)
{
    public static Note Create(IEvent<NoteWritten> e) => new(e.StreamKey!, e.Data.Text, 0, 0);

    public Note Apply(NoteEdited e) => this with { Text = e.Text, Edits = Edits + 1 };

    public Note Apply(NoteCounted e) => this with { Words = e.Words };
}
