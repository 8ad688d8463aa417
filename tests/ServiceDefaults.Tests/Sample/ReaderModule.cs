using System.Collections.Concurrent;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MlOps.EventSourcing.Consuming;
using MlOps.EventSourcing.Hosting;
using MlOps.EventSourcing.Publishing;
using MlOps.Messaging;

namespace MlOps.ServiceDefaults.Tests.Sample;

/// <summary>The sample service "reader": records each note that was written as an event of its own.</summary>
internal static class ReaderModule
{
    public static void AddReader(this WebApplicationBuilder builder, ConcurrentQueue<string> attempts)
    {
        builder.AddEventStore("reader", new WireEvents("mlops.reader.v1").Private<NoteRead>("note_read"), options =>
        {
            options.Projections.Snapshot<ReadNotes>(SnapshotLifecycle.Inline);
            options.Audits<ReadNotes>("reader/");
        });
        builder.Services.AddSingleton(attempts);
        builder.Services.AddConsumer<Wire.NoteWritten, OnNoteWritten>(Publishes.Topic);
    }
}

public sealed record NoteRead(string Note, string Text);

/// <summary>What one reader has read.</summary>
public sealed record ReadNotes(string Id, int Count)
{
    public static ReadNotes Create(JasperFx.Events.IEvent<NoteRead> e) => new(e.StreamKey!, 1);

    public ReadNotes Apply(NoteRead e) => this with { Count = Count + 1 };
}

/// <summary>Fails as often as the text says: "fail 2 …" twice, "fail 99 …" for ever.</summary>
internal sealed class OnNoteWritten(ConcurrentQueue<string> attempts) : IConsume<Wire.NoteWritten>
{
    public async Task HandleAsync(IDocumentSession session, Consumed<Wire.NoteWritten> message, CancellationToken cancellation)
    {
        attempts.Enqueue(message.Subject);
        var read = await session.Events.FetchForWriting<ReadNotes>($"reader/{message.Subject}", cancellation);
        read.AppendOne(new NoteRead(message.Subject, message.Data.Text));
        var words = message.Data.Text.Split(' ');
        var failures = words[0] == "fail" ? int.Parse(words[1]) : 0;
        if (attempts.Count(subject => subject == message.Subject) <= failures) throw new InvalidOperationException($"cannot read {message.Subject}");
    }
}
