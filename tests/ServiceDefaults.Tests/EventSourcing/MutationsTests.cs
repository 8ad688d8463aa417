using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceDefaults.Tests.Wire;

namespace MlOps.ServiceDefaults.Tests.EventSourcing;

public sealed class MutationsTests(SampleSystem sample) : IClassFixture<SampleSystem>
{
    private readonly Notes.NotesClient notes = sample.NotesAs("ann");
    private readonly AuditLog.AuditLogClient audit = new(sample.Service.ChannelAs("aud", "auditor"));

    [Fact]
    public async Task gives_a_retry_the_first_answer()
    {
        var request = new WriteNoteRequest { Name = "retried", Text = "one", RequestId = "r-1" };
        var first = await notes.WriteNoteAsync(request);
        await notes.WriteNoteAsync(new() { Name = "retried", Text = "two" });

        var retry = await notes.WriteNoteAsync(request);

        (retry.Text, retry.Version, retry.Repeated).ShouldBe(("one", 1, true));
        (first.Text, first.Version, first.Repeated).ShouldBe(("one", 1, false));
        (await EventsOf("retried")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task refuses_a_request_id_that_was_used_for_something_else()
    {
        await notes.WriteNoteAsync(new() { Name = "reused", Text = "one", RequestId = "r-2" });

        var refusal = await SampleSystem.RefusalOf(notes.WriteNoteAsync(new() { Name = "reused", Text = "two", RequestId = "r-2" }));

        refusal.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        refusal.Status.Detail.ShouldStartWith("request_id:");
        (await EventsOf("reused")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task takes_the_same_content_for_the_same_whatever_the_order_of_its_map()
    {
        var first = new WriteNoteRequest { Name = "mapped", Text = "one", RequestId = "r-3", Labels = { ["a"] = "1", ["b"] = "2" } };
        var again = new WriteNoteRequest { Name = "mapped", Text = "one", RequestId = "r-3", Labels = { ["b"] = "2", ["a"] = "1" } };
        await notes.WriteNoteAsync(first);

        (await notes.WriteNoteAsync(again)).Repeated.ShouldBeTrue();
    }

    [Fact]
    public async Task keeps_the_request_ids_of_different_callers_apart()
    {
        await notes.WriteNoteAsync(new() { Name = "callers", Text = "one", RequestId = "r-4" });

        var other = await sample.NotesAs("bob").WriteNoteAsync(new() { Name = "callers", Text = "two", RequestId = "r-4" });

        other.Repeated.ShouldBeFalse();
        other.Text.ShouldBe("two");
    }

    [Fact]
    public async Task has_one_effect_when_duplicates_come_at_once()
    {
        var request = new WriteNoteRequest { Name = "duplicates", Text = "one", RequestId = "r-5" };

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => notes.WriteNoteAsync(request).ResponseAsync));

        answers.ShouldAllBe(answer => answer.Text == "one" && answer.Version == 1);
        answers.Count(answer => !answer.Repeated).ShouldBe(1);
        (await EventsOf("duplicates")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task answers_a_retry_of_a_request_that_changed_nothing()
    {
        await notes.WriteNoteAsync(new() { Name = "unchanged", Text = "one" });
        var request = new WriteNoteRequest { Name = "unchanged", Text = "one", RequestId = "r-6" };
        (await notes.WriteNoteAsync(request)).Repeated.ShouldBeFalse();
        await notes.WriteNoteAsync(new() { Name = "unchanged", Text = "two" });

        var retry = await notes.WriteNoteAsync(request);

        (retry.Text, retry.Version, retry.Repeated).ShouldBe(("one", 1, true));
    }

    [Fact]
    public async Task aborts_when_the_expected_version_is_not_the_current_one()
    {
        await notes.WriteNoteAsync(new() { Name = "expected", Text = "one", ExpectedVersion = 0 });

        (await SampleSystem.RefusalOf(notes.WriteNoteAsync(new() { Name = "expected", Text = "two", ExpectedVersion = 0 }))).StatusCode.ShouldBe(StatusCode.Aborted);
        (await notes.WriteNoteAsync(new() { Name = "expected", Text = "two", ExpectedVersion = 1 })).Version.ShouldBe(3);
    }

    [Fact]
    public async Task lets_one_of_many_win_an_expected_version()
    {
        await notes.WriteNoteAsync(new() { Name = "race", Text = "start" });

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => OutcomeOf(new() { Name = "race", Text = $"text {i}", ExpectedVersion = 1 })));

        outcomes.Count(code => code == StatusCode.OK).ShouldBe(1);
        outcomes.Count(code => code == StatusCode.Aborted).ShouldBe(7);
        (await EventsOf("race")).Count.ShouldBe(3);
    }

    [Fact]
    public async Task decides_again_on_the_new_state_after_a_lost_race()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => OutcomeOf(new() { Name = "redecided", Text = $"text {i}" })));

        outcomes.ShouldAllBe(code => code == StatusCode.OK);
        // The first wrote the note, the others edited what they then found: two events each.
        (await EventsOf("redecided")).Select(e => e.Type).ShouldBe(
            ["note_written", "note_edited", "note_counted", "note_edited", "note_counted", "note_edited", "note_counted"]);
    }

    [Fact]
    public async Task records_nothing_when_a_rule_forbids_it()
    {
        var request = new WriteNoteRequest { Name = "forbidden", Text = "forbidden", RequestId = "r-7", Labels = { ["a"] = "1" } };

        (await SampleSystem.RefusalOf(notes.WriteNoteAsync(request))).StatusCode.ShouldBe(StatusCode.FailedPrecondition);

        var missing = await Should.ThrowAsync<RpcException>(() => EventsOf("forbidden"));
        missing.StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Theory]
    [InlineData(129, 0, "request_id")]
    [InlineData(1, -1, "expected_version")]
    public async Task bounds_the_common_fields(int idLength, long version, string field)
    {
        var request = new WriteNoteRequest { Name = "bounded", Text = "x", RequestId = new string('r', idLength), ExpectedVersion = version };

        (await SampleSystem.RefusalOf(notes.WriteNoteAsync(request))).Status.Detail.ShouldStartWith(field);
    }

    [Fact]
    public async Task records_who_when_and_why()
    {
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var headers = new Metadata { { "x-correlation-id", "c-9" }, { "x-causation-id", "cause-9" }, { "traceparent", $"00-{trace}-00f067aa0ba902b7-01" } };
        await notes.WriteNoteAsync(new() { Name = "metadata", Text = "one", Reason = "because" }, headers);

        var recorded = (await EventsOf("metadata")).Single();

        recorded.Actor.ShouldBe("ann");
        recorded.Workspace.ShouldBe("default");
        recorded.CorrelationId.ShouldBe("c-9");
        recorded.CausationId.ShouldBe("cause-9");
        recorded.Traceparent.ShouldContain(trace);
        recorded.Reason.ShouldBe("because");
        recorded.Type.ShouldBe("note_written");
        recorded.Json.ShouldBe("""{"Text": "one"}""");
        (recorded.Stream, recorded.Version).ShouldBe(("note/metadata", 1));
    }

    private async Task<StatusCode> OutcomeOf(WriteNoteRequest request)
    {
        try
        {
            await notes.WriteNoteAsync(request);
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    private async Task<List<RecordedEvent>> EventsOf(string name)
    {
        using var call = audit.ReadStream(new ReadStreamRequest { Stream = $"note/{name}" });
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }
}
