using Grpc.Core;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Contracts.Audit.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceDefaults.Tests.Wire;
using MlOps.ServiceHost;
using Xunit.Abstractions;
using Note = MlOps.ServiceDefaults.Tests.Sample.Note;

namespace MlOps.ServiceDefaults.Tests.Workspaces;

/// <summary>The same names in two workspaces are two streams, two states, two records.</summary>
public sealed class EventStoreIsolationTests(SampleSystem sample, ITestOutputHelper output) : IClassFixture<SampleSystem>
{
    private const int Statements = 3;

    [Fact]
    public async Task a_name_is_unique_in_its_workspace_only()
    {
        await NotesIn("a").WriteNoteAsync(new() { Name = "same", Text = "of a" });
        var written = await NotesIn("b").WriteNoteAsync(new() { Name = "same", Text = "of b", ExpectedVersion = 0 });
        var edited = await NotesIn("b").WriteNoteAsync(new() { Name = "same", Text = "again of b" });

        (written.Text, written.Version, edited.Edits).ShouldBe(("of b", 1, 1));
        (await NotesIn("a").WriteNoteAsync(new() { Name = "same", Text = "of a" })).Version.ShouldBe(1);
        (await sample.NotesAs("ann").WriteNoteAsync(new() { Name = "same", Text = "of default" })).Version.ShouldBe(1);
    }

    [Fact]
    public async Task the_same_request_id_in_two_workspaces_is_two_requests()
    {
        var request = new WriteNoteRequest { Name = "asked", Text = "once", RequestId = "r-1" };

        (await NotesIn("a").WriteNoteAsync(request)).Repeated.ShouldBeFalse();
        (await NotesIn("b").WriteNoteAsync(request)).Repeated.ShouldBeFalse();
        (await NotesIn("b").WriteNoteAsync(request)).Repeated.ShouldBeTrue();
        (await NotesIn("b").WriteNoteAsync(new(request) { Text = "other", RequestId = "r-2" })).Edits.ShouldBe(1);
    }

    [Fact]
    public async Task the_record_is_read_in_its_workspace_only()
    {
        await NotesIn("a").WriteNoteAsync(new() { Name = "recorded", Text = "of-a-alone" });
        await NotesIn("b").WriteNoteAsync(new() { Name = "other", Text = "of-b" });

        (await RecordAsync("a", "note/recorded")).ShouldHaveSingleItem().Workspace.ShouldBe("a");
        await Refused.WithAsync(StatusCode.NotFound, () => RecordAsync("b", "note/recorded"));
        await Refused.WithAsync(StatusCode.NotFound, () => AuditIn("b").GetStateAsync(new() { Stream = "note/recorded" }).ResponseAsync);
        (await RecordAsync("b", null)).ShouldAllBe(e => e.Workspace == "b");
        (await AuditIn("b").ListStatesAsync(new())).States.ShouldAllBe(state => !state.Json.Contains("of-a-alone"));
    }

    [Fact]
    public async Task no_call_of_the_record_shows_another_workspace()
    {
        var names = Enumerable.Range(0, 5).Select(i => $"isolated-{i}").ToList();
        foreach (var name in names) await NotesIn("a").WriteNoteAsync(new() { Name = name, Text = "marker-of-a" });
        foreach (var name in names) await NotesIn("b").WriteNoteAsync(new() { Name = name, Text = "of b" });

        var calls = await new WorkspaceIsolation(
                "marker-of-a", sample.Service.ChannelIn("a", "aud", "auditor").CreateCallInvoker(),
                sample.Service.ChannelIn("b", "root", "admin").CreateCallInvoker(),
                ("stream", "note/isolated-0"), ("stream_prefix", "note/isolated-"))
            .CheckAsync(output.WriteLine, AuditLog.Descriptor);

        calls.ShouldBeGreaterThan(12);
    }

    [Fact]
    public async Task an_event_is_published_with_its_workspace_and_the_rows_of_it()
    {
        foreach (var workspace in (string[])["a", "b"])
        {
            await NotesIn(workspace).WriteNoteAsync(new() { Name = "sent", Text = "one" });
            await NotesIn(workspace).WriteNoteAsync(new() { Name = "sent", Text = "two", Labels = { ["colour"] = $"label of {workspace}" } });
        }

        foreach (var workspace in (string[])["a", "b"])
        {
            var edited = await sample.System.ConsumeAsync<Wire.NoteEdited>(
                Publishes.Topic, m => m.Subject == "note/sent" && m.Workspace == workspace);
            edited.Data.Text.ShouldBe($"label of {workspace}: two");
        }

        (await sample.System.ReadAsync(Publishes.Topic, all => all.Any(result => result.Message.Key == "b/note/sent"))).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task projections_are_rebuilt_for_every_workspace()
    {
        foreach (var workspace in (string[])["a", "b", "c"])
        {
            await NotesIn(workspace).WriteNoteAsync(new() { Name = "rebuilt", Text = "one" });
            await NotesIn(workspace).WriteNoteAsync(new() { Name = "rebuilt", Text = $"two of {workspace}" });
        }

        var before = await StatesAsync();
        using (var daemon = await sample.Service.Services.GetRequiredService<IDocumentStore>().BuildProjectionDaemonAsync())
            await daemon.RebuildProjectionAsync<Note>(CancellationToken.None);

        (await StatesAsync()).ShouldBe(before);
        before.Select(note => note.Text).ShouldBe(["two of a", "two of b", "two of c"]);
    }

    [Fact]
    public async Task occupied_workspaces_are_found_however_many_rows_they_have()
    {
        foreach (var workspace in (string[])["a", "z-9", "m"])
            await NotesIn(workspace).WriteNoteAsync(new() { Name = "occupied", Text = "here" });
        await sample.NotesAs("ann").WriteNoteAsync(new() { Name = "occupied", Text = "here" });

        var found = await sample.Service.Services.GetRequiredService<OccupiedWorkspaces>().WithAsync<Note>(CancellationToken.None);

        ((string[])[Caller.DefaultWorkspace, "a", "m", "z-9"]).ShouldBeSubsetOf(found);
        found.ShouldBeUnique();
    }

    [Fact]
    public async Task an_append_costs_no_more_statements_in_a_workspace()
    {
        using var queries = new QueryCount();
        var notes = NotesIn("a");
        await notes.WriteNoteAsync(new() { Name = "counted", Text = "warm" });

        // The stream for writing, the append, the state after it.
        (await queries.OfAsync(() => notes.WriteNoteAsync(new() { Name = "counted", Text = "new text" }).ResponseAsync)).ShouldBe(Statements);
        (await queries.OfAsync(() => sample.NotesAs("ann").WriteNoteAsync(new() { Name = "counted", Text = "new" }).ResponseAsync))
            .ShouldBe(Statements);
    }

    private Notes.NotesClient NotesIn(string workspace) => new(sample.Service.ChannelIn(workspace, "ann"));

    private AuditLog.AuditLogClient AuditIn(string workspace) => new(sample.Service.ChannelIn(workspace, "aud", "auditor"));

    private async Task<List<RecordedEvent>> RecordAsync(string workspace, string? stream)
    {
        using var call = stream is null
            ? AuditIn(workspace).ReadAll(new())
            : AuditIn(workspace).ReadStream(new() { Stream = stream });
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }

    private async Task<List<Note>> StatesAsync()
    {
        var store = sample.Service.Services.GetRequiredService<IDocumentStore>();
        var states = new List<Note>();
        foreach (var workspace in (string[])["a", "b", "c"])
        {
            await using var session = store.QuerySession(workspace);
            states.Add((await session.LoadAsync<Note>("note/rebuilt"))!);
        }

        return states;
    }
}
