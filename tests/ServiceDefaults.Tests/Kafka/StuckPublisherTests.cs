using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceHost;
using Npgsql;

namespace MlOps.ServiceDefaults.Tests.Kafka;

/// <summary>Each test has a system of its own, since publishing stops in it.</summary>
public sealed class StuckPublisherTests : IAsyncLifetime
{
    private TestSystem system = null!;
    private TestService service = null!;

    public async Task InitializeAsync()
    {
        system = await TestSystem.StartAsync();
        service = await system.StartServiceAsync(
            "notes", builder => builder.AddNotes(), app => app.MapNotes(),
            new Dictionary<string, string?>
            {
                ["services:other:grpc:0"] = "http://127.0.0.1:1", ["Kafka:PublishPatience"] = "00:00:00.500",
            });
    }

    public async Task DisposeAsync()
    {
        await service.DisposeAsync();
        await system.DisposeAsync();
    }

    [Fact]
    public async Task skips_no_event_that_it_does_not_know_and_says_which_holds_it_up()
    {
        await WriteAsync("known");
        await ExecuteAsync("""
            insert into mt_streams (id, version, tenant_id) values ('note/newer', 1, '*DEFAULT*');
            insert into mt_events (seq_id, id, stream_id, version, data, type, mt_dotnet_type, timestamp, tenant_id)
            values (nextval('mt_events_sequence'), gen_random_uuid(), 'note/newer', 1, '{}', 'of_a_newer_release', 'Of.A.NewerRelease, Newer', now(), '*DEFAULT*');
            """);
        await WriteAsync("behind");

        var health = await Eventually.GetsAsync(PublisherAsync, entry => entry.Status == HealthStatus.Degraded);
        health.Description.ShouldStartWith("Event 1 (note_written of note/known) has waited since ");
        health.Description.ShouldContain("UnknownEventTypeException: Unknown event type name alias");
        (await service.Http().GetStringAsync("/health")).ShouldBe("Degraded");

        // As the newer release does that knows it.
        await ExecuteAsync("""update mt_events set type = 'note_written', data = '{"Text": "newer"}' where type = 'of_a_newer_release'""");
        var published = await system.ReadAsync(Publishes.Topic, all => all[^1].Message.Key == "default/note/behind");
        published.Select(result => result.Message.Key).Distinct().ShouldBe(["default/note/known", "default/note/newer", "default/note/behind"]);
        await Eventually.HoldsAsync(async () => (await PublisherAsync()).Status == HealthStatus.Healthy);
    }

    [Fact]
    public async Task goes_on_after_another_node_that_took_itself_for_the_publisher()
    {
        await WriteAsync("first");
        await WriteAsync("second");
        await ProgressAsync(2);
        await ExecuteAsync("update mt_event_progression set last_seq_id = 1 where name = 'Publisher:All'");

        await WriteAsync("third");

        await system.ReadAsync(Publishes.Topic, all => all[^1].Message.Key == "default/note/third");
        await ProgressAsync(3);
    }

    [Fact]
    public async Task nothing_is_saved_that_would_hold_it_up()
    {
        var store = service.Services.GetRequiredService<IDocumentStore>();
        await using var session = store.LightweightSession();
        session.Events.StartStream("note/unknown", new Uri("about:blank"));
        var unknown = await Should.ThrowAsync<InvalidOperationException>(() => session.SaveChangesAsync());
        unknown.Message.ShouldEndWith("does not contain Uri.");

        await using var unversioned = store.LightweightSession();
        unversioned.Events.Append("note/unversioned", new NoteCounted(1));
        var refusal = await Should.ThrowAsync<InvalidOperationException>(() => unversioned.SaveChangesAsync());
        refusal.Message.ShouldStartWith("The append to note/unversioned has no expected version");
    }

    private async Task WriteAsync(string name) =>
        await new Wire.Notes.NotesClient(service.ChannelAs("ann")).WriteNoteAsync(new() { Name = name, Text = "hello" });

    private async Task<HealthReportEntry> PublisherAsync() =>
        (await service.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["publisher"];

    /// <summary>Returns once the publisher has noted that it is done up to a position.</summary>
    private Task ProgressAsync(long position) => Eventually.HoldsAsync(async () =>
    {
        await using var session = service.Services.GetRequiredService<IDocumentStore>().QuerySession();
        var positions = await session.QueryAsync<long>("select last_seq_id from mt_event_progression where name = 'Publisher:All'");
        return positions.Contains(position);
    });

    private async Task ExecuteAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(service.Database);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
