using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Operations.V1;
using MlOps.ServiceDefaults.Errors;
using MlOps.ServiceDefaults.Identity;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceDefaults.Tests.Wire;
using Npgsql;

namespace MlOps.ServiceDefaults.Tests.Operations;

/// <summary>Long work: queued, run by a worker on behalf of whoever asked, waited for, cancelled.</summary>
public sealed class OperationTests(WriterSystem system) : IClassFixture<WriterSystem>
{
    [Fact]
    public async Task runs_on_behalf_of_who_asked_and_gives_its_result()
    {
        var id = await system.StartAsync("plain", "hello");

        var ended = await EndedAsync(id);

        ended.State.ShouldBe(OperationState.Succeeded);
        ended.Result.Unpack<NoteReply>().Text.ShouldBe("hello");
        ended.Progress.ShouldBe(1);
        ended.Service.ShouldBe("writer");
        ended.Creator.ShouldBe("eve");
        var queued = (await EventsAsync($"operation/{id}"))[0];
        var written = (await EventsAsync("note/plain")).Single();
        written.Actor.ShouldBe("eve");
        written.CausationId.ShouldBe(queued.Id);
        written.CorrelationId.ShouldBe(queued.CorrelationId);
    }

    [Fact]
    public async Task it_may_what_who_asked_might_then()
    {
        var caller = new Caller("ann", ["releaser"], Caller.DefaultWorkspace, "c-9")
        {
            TokenId = "t-9", Owner = "zoe", Permissions = ["catalog.*.read", "registry.models.promote"], Elevation = "e-9",
        };

        await EndedAsync(await system.StartAsync("allowed", "hello", caller: caller));

        var seen = system.Seen.Callers["allowed"];
        seen.Permissions.ShouldBe(caller.Permissions);
        (seen.Subject, seen.Roles.Single(), seen.TokenId, seen.Owner, seen.Elevation).ShouldBe(("ann", "releaser", "t-9", "zoe", "e-9"));
    }

    [Fact]
    public async Task the_same_request_id_is_the_same_operation()
    {
        var first = await system.StartAsync("once", "hello", "r1");
        var second = await system.StartAsync("once", "hello", "r1");

        await EndedAsync(first);

        second.ShouldBe(first);
        system.Seen.Begun.Count(name => name == "once").ShouldBe(1);
    }

    [Fact]
    public async Task a_request_whose_id_is_that_of_an_operation_is_refused()
    {
        var id = await system.StartAsync("borrowed", "hello");
        await EndedAsync(id);

        (await Should.ThrowAsync<InvalidRequestException>(() => system.StartAsync("borrowed", "hello", requestId: id)))
            .Faults.Single().Field.ShouldBe("request_id");
    }

    [Fact]
    public async Task one_that_is_refused_fails_with_the_status_that_a_call_would_end_with()
    {
        var ended = await EndedAsync(await system.StartAsync("refused", "refuse"));

        ended.State.ShouldBe(OperationState.Failed);
        ended.Error.Code.ShouldBe((int)Code.FailedPrecondition);
        ended.Error.Message.ShouldBe("There are no notes today.");
        ended.Error.Details.Single().Unpack<PreconditionFailure>().Violations.Single().Type.ShouldBe("no-notes");
        system.Seen.Ended.ShouldContain(("refused", Code.FailedPrecondition));
    }

    [Fact]
    public async Task a_conflict_that_does_not_pass_fails_it_after_three_attempts()
    {
        var ended = await EndedAsync(await system.StartAsync("stale", "stale"));

        (ended.State, ended.Error.Code).ShouldBe((OperationState.Failed, (int)Code.Aborted));
        system.Seen.Begun.Count(name => name == "stale").ShouldBe(3);
    }

    [Fact]
    public async Task what_breaks_is_told_without_its_inside()
    {
        var ended = await EndedAsync(await system.StartAsync("broken", "break"));

        ended.Error.Code.ShouldBe((int)Code.Internal);
        ended.Error.Message.ShouldNotContain("secret");
    }

    [Fact]
    public async Task an_outage_is_waited_for_and_does_not_count_as_an_attempt()
    {
        var id = await system.StartAsync("outage", "outage 4");
        await using var database = NpgsqlDataSource.Create(system.Writer.Database);
        await Eventually.HoldsAsync(async () =>
        {
            // Instead of waiting for the pause to pass.
            await using var now = database.CreateCommand(
                "update operation_queue set leased_until = '-infinity' where worker is null and operation_id = $1");
            now.Parameters.AddWithValue(id);
            await now.ExecuteNonQueryAsync();
            return (await system.As("eve", "engineer").GetOperationAsync(new GetOperationRequest { Id = id })).State == OperationState.Succeeded;
        });

        system.Seen.Begun.Count(name => name == "outage").ShouldBe(5);
    }

    [Fact]
    public async Task a_large_result_is_kept_beside_the_event()
    {
        var id = await system.StartAsync("large", "large");

        (await EndedAsync(id)).Result.Unpack<NoteReply>().Text.Length.ShouldBe(100_000);

        (await EventsAsync($"operation/{id}"))[^1].Json.Length.ShouldBeLessThan(2_000);
    }

    [Fact]
    public async Task a_cancelled_one_stops_and_changes_nothing()
    {
        var id = await system.StartAsync("waiting", "wait");
        await Eventually.HoldsAsync(async () => (await GetAsync(id)).ProgressMessage == "writing waiting");
        (await GetAsync(id)).State.ShouldBe(OperationState.Running);

        var cancelled = await system.As("eve", "engineer").CancelOperationAsync(new CancelOperationRequest { Id = id, Reason = "too long" });

        cancelled.State.ShouldBe(OperationState.Cancelled);
        cancelled.CancelledBy.ShouldBe("eve");
        system.Seen.Ended.ShouldContain(("waiting", Code.Cancelled));
        (await EventsAsync($"operation/{id}"))[^1].Reason.ShouldBe("too long");
        // The worker is free for the next one.
        (await EndedAsync(await system.StartAsync("after-waiting", "hello"))).State.ShouldBe(OperationState.Succeeded);
    }

    [Fact]
    public async Task only_who_started_it_or_an_administrator_cancels_and_only_once()
    {
        var id = await system.StartAsync("guarded", "wait");

        var refused = await SampleSystem.RefusalOf(system.As("mallory", "engineer").CancelOperationAsync(new CancelOperationRequest { Id = id }));
        await system.As("ada", "admin").CancelOperationAsync(new CancelOperationRequest { Id = id });
        var again = await system.As("ada", "admin").CancelOperationAsync(new CancelOperationRequest { Id = id });
        var ended = await EndedAsync(await system.StartAsync("done", "hello"));
        var late = await SampleSystem.RefusalOf(system.As("ada", "admin").CancelOperationAsync(new CancelOperationRequest { Id = ended.Id }));

        refused.StatusCode.ShouldBe(StatusCode.PermissionDenied);
        again.State.ShouldBe(OperationState.Cancelled);
        late.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task a_wait_that_is_over_answers_how_it_stands()
    {
        var id = await system.StartAsync("patient", "wait");

        var waited = await system.As("eve", "engineer").WaitOperationAsync(
            new WaitOperationRequest { Id = id, Timeout = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(50)) });

        waited.EndTime.ShouldBeNull();
        await system.As("eve", "engineer").CancelOperationAsync(new CancelOperationRequest { Id = id });
    }

    [Fact]
    public async Task who_may_not_read_those_of_all_sees_only_what_they_started()
    {
        var own = await system.StartAsync("own", "hello", by: "vic");
        var other = await system.StartAsync("other", "hello");
        var viewer = system.As("vic", "viewer");

        (await EndedAsync(own)).State.ShouldBe(OperationState.Succeeded);
        (await viewer.GetOperationAsync(new GetOperationRequest { Id = own })).Id.ShouldBe(own);
        (await SampleSystem.RefusalOf(viewer.GetOperationAsync(new GetOperationRequest { Id = other })))
            .StatusCode.ShouldBe(StatusCode.NotFound);
        (await viewer.ListOperationsAsync(new ListOperationsRequest())).Operations.ShouldAllBe(operation => operation.Creator == "vic");
    }

    [Fact]
    public async Task lists_are_newest_first_and_filtered()
    {
        string[] ids = [await system.StartAsync("listed", "hello"), await system.StartAsync("listed", "again"), await system.StartAsync("unlisted", "hello")];
        foreach (var id in ids) await EndedAsync(id);

        var listed = await system.As("aud", "auditor").ListOperationsAsync(
            new ListOperationsRequest { Subject = "note/listed", Kind = WriteNoteOperation.Kind, Creator = "eve" });

        listed.Operations.Select(operation => operation.Id).ShouldBe([ids[1], ids[0]]);
    }

    [Fact]
    public async Task one_whose_worker_died_is_begun_again_and_given_up_after_three_times()
    {
        await using var database = NpgsqlDataSource.Create(system.Writer.Database);
        var again = await system.StartAsync("again", "wait");
        await Eventually.HoldsAsync(() => Task.FromResult(system.Seen.Begun.Contains("again")));
        // As if the worker had died: another one has the lease, and does not renew it.
        await ExecuteAsync(database, "update operation_queue set worker = gen_random_uuid(), leased_until = now() where operation_id = $1", again);
        await Eventually.HoldsAsync(() => Task.FromResult(system.Seen.Begun.Count(name => name == "again") == 2));

        await ExecuteAsync(
            database, "update operation_queue set worker = gen_random_uuid(), leased_until = now(), attempts = 3 where operation_id = $1", again);
        var ended = await EndedAsync(again);

        ended.State.ShouldBe(OperationState.Failed);
        ended.Error.Code.ShouldBe((int)Code.Aborted);
        system.Seen.Ended.ShouldContain(("again", Code.Aborted));
    }

    [Fact]
    public async Task two_nodes_run_each_operation_once()
    {
        await using var second = await system.Writer.StartSecondNodeAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => system.StartAsync($"shared-{i}", "hello")));

        foreach (var id in ids) (await EndedAsync(id)).State.ShouldBe(OperationState.Succeeded);

        for (var i = 0; i < 20; i++) system.Seen.Begun.Count(name => name == $"shared-{i}").ShouldBe(1);
    }

    private async Task<Operation> GetAsync(string id) => await system.As("aud", "auditor").GetOperationAsync(new GetOperationRequest { Id = id });

    private async Task<Operation> EndedAsync(string id)
    {
        var operation = await system.As("aud", "auditor").WaitOperationAsync(new WaitOperationRequest { Id = id });
        operation.EndTime.ShouldNotBeNull();
        return operation;
    }

    private async Task<List<RecordedEvent>> EventsAsync(string stream)
    {
        using var call = new AuditLog.AuditLogClient(system.Writer.ChannelAs("aud", "auditor")).ReadStream(new() { Stream = stream });
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql, string id)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue(id);
        await command.ExecuteNonQueryAsync();
    }
}
