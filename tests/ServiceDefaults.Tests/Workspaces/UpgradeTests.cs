using System.Diagnostics;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using MlOps.Contracts.Audit.V1;
using MlOps.EventSourcing;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceHost;
using MlOps.Testing;
using Npgsql;
using Xunit.Abstractions;
using Client = MlOps.ServiceDefaults.Tests.Wire.Notes.NotesClient;

namespace MlOps.ServiceDefaults.Tests.Workspaces;

/// <summary>A database that was written before there were workspaces starts, and what it holds belongs to <c>default</c>.</summary>
public sealed class UpgradeTests(ITestOutputHelper output)
{
    [Fact]
    public async Task two_nodes_start_at_once_on_a_store_without_tenants_and_everything_in_it_is_there()
    {
        await using var system = await TestSystem.StartAsync();
        var database = await StoreBeforeWorkspaces.CreateAsync();

        var started = Stopwatch.GetTimestamp();
        var nodes = await Task.WhenAll(StartAsync(system, database, "notes"), StartAsync(system, database, "notes-too"));
        output.WriteLine($"upgraded and started in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");

        await using var first = nodes[0];
        await using var second = nodes[1];
        var notes = new Client(first.ChannelAs("ann"));
        (await notes.WriteNoteAsync(StoreBeforeWorkspaces.Requested)).Repeated.ShouldBeTrue();
        var edited = await notes.WriteNoteAsync(new() { Name = "old-1", Text = "edited", ExpectedVersion = 1 });
        (edited.Edits, edited.Version).ShouldBe((1, 3));
        (await new Client(second.ChannelAs("ann")).WriteNoteAsync(new() { Name = "new", Text = "new" })).Version.ShouldBe(1);
        (await new Client(second.ChannelIn("a", "ann")).WriteNoteAsync(new() { Name = "old-1", Text = "of a" })).Version.ShouldBe(1);

        var recorded = await RecordAsync(first.ChannelAs("aud", "auditor"));
        recorded.Count.ShouldBe(StoreBeforeWorkspaces.Notes + 3);
        recorded.ShouldAllBe(e => e.Workspace == "default");
        (await RecordAsync(first.ChannelIn("a", "aud", "auditor"))).ShouldHaveSingleItem();
        (await new AuditLog.AuditLogClient(first.ChannelAs("aud", "auditor")).GetStateAsync(new() { Stream = "note/old-2" })).Version.ShouldBe(1);
        var sent = await system.ConsumeAsync<Wire.NoteWritten>(
            Publishes.Topic, e => e.Subject == $"note/old-{StoreBeforeWorkspaces.Notes - 1}");
        sent.Workspace.ShouldBe("default");
        await first.RestartAsync();
        (await new Client(first.ChannelAs("ann")).WriteNoteAsync(new() { Name = "old-3", Text = "edited" })).Edits.ShouldBe(1);
    }

    [Fact]
    public async Task a_table_of_a_service_s_own_gets_the_workspace_into_its_key_once()
    {
        await using var database = NpgsqlDataSource.Create(await PostgresServer.CreateDatabaseAsync());
        await ExecuteAsync("""
            create table thing (name text primary key, size int not null);
            create index thing_size on thing (size);
            create table part (name text primary key, workspace text not null);
            insert into thing values ('old', 1);
            insert into part values ('old', 'default');
            """);
        var upgrade = WorkspaceKey.Add("thing", "workspace, name", "drop index thing_size;") + WorkspaceKey.Widen("part", "workspace, name");

        await ExecuteAsync(upgrade);
        await ExecuteAsync(upgrade);

        await ExecuteAsync("""
            insert into thing (workspace, name, size) values ('a', 'old', 2);
            insert into part (workspace, name) values ('a', 'old');
            """);
        (await ScalarAsync("select string_agg(workspace || size, ',' order by size) from thing")).ShouldBe("default1,a2");
        (await ScalarAsync("select string_agg(workspace, ',' order by workspace) from part")).ShouldBe("a,default");
        (await ScalarAsync("select string_agg(indexname, ',' order by indexname) from pg_indexes where tablename = 'thing'")).ShouldBe("thing_pkey");
        await Should.ThrowAsync<PostgresException>(() => ExecuteAsync("insert into thing (name, size) values ('nowhere', 3)"));

        async Task ExecuteAsync(string sql)
        {
            await using var command = database.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        async Task<string> ScalarAsync(string sql)
        {
            await using var command = database.CreateCommand(sql);
            return (string)(await command.ExecuteScalarAsync())!;
        }
    }

    private static Task<TestService> StartAsync(TestSystem system, string database, string name) => system.StartServiceAsync(
        name, (WebApplicationBuilder builder) => builder.AddNotes(name), app => app.MapNotes(), new Dictionary<string, string?>
        {
            [$"ConnectionStrings:{name}-db"] = database, ["services:other:grpc:0"] = "http://127.0.0.1:1",
        });

    private static async Task<List<RecordedEvent>> RecordAsync(Grpc.Net.Client.GrpcChannel channel)
    {
        using var call = new AuditLog.AuditLogClient(channel).ReadAll(new());
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }
}
