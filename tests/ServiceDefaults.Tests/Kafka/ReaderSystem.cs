using System.Collections.Concurrent;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using MlOps.EventSourcing.Hosting;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceHost;

namespace MlOps.ServiceDefaults.Tests.Kafka;

/// <summary>A system with the sample service "reader" running.</summary>
public sealed class ReaderSystem : IAsyncLifetime
{
    public TestSystem System { get; private set; } = null!;

    public TestService Reader { get; private set; } = null!;

    /// <summary>The subject of each attempt to handle an event, in their order.</summary>
    public ConcurrentQueue<string> Attempts { get; } = new();

    public async Task InitializeAsync()
    {
        System = await TestSystem.StartAsync();
        Reader = await System.StartServiceAsync("reader", builder => builder.AddReader(Attempts), app => app.MapEventStore());
    }

    public async Task DisposeAsync()
    {
        await Reader.DisposeAsync();
        await System.DisposeAsync();
    }

    /// <summary>Publishes "a note was written" and returns its event id.</summary>
    public Task<string> WriteAsync(string subject, string text, string? eventId = null) =>
        System.PublishAsync(Publishes.Topic, subject, new Wire.NoteWritten { Text = text }, eventId);

    /// <summary>How often the reader has acted on notes of this subject.</summary>
    public async Task<int> ReadCountAsync(string subject)
    {
        await using var session = Reader.Services.GetRequiredService<IDocumentStore>().QuerySession();
        return (await session.LoadAsync<ReadNotes>($"reader/{subject}"))?.Count ?? 0;
    }
}
