using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceHost;

namespace MlOps.ServiceDefaults.Tests.Telemetry;

public sealed class LogLevelTests
{
    private static readonly string[] OfPackages = ["Grpc", "JasperFx", "Marten", "Microsoft.AspNetCore", "Npgsql", "System.Net.Http"];

    [Fact]
    public async Task packages_say_nothing_about_requests_that_succeed()
    {
        await using var system = await TestSystem.StartAsync();
        var settings = new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Information", ["services:other:grpc:0"] = "http://127.0.0.1:1" };
        await using var notes = await system.StartServiceAsync("notes", builder => builder.AddNotes(), app => app.MapNotes(), settings);

        await new Wire.Notes.NotesClient(notes.ChannelAs("ann")).WriteNoteAsync(new() { Name = "quiet", Text = "hello" });
        await system.ConsumeAsync<Wire.NoteWritten>(Publishes.Topic);

        notes.Log.ShouldContain(line => line.StartsWith("Information Microsoft.Hosting.Lifetime", StringComparison.Ordinal));
        notes.Log.Where(line => OfPackages.Any(line.Split(' ')[1].StartsWith)).ShouldBeEmpty();
    }
}
