using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts.Messaging.V1;
using MlOps.ServiceDefaults.Tests.Sample;
using Client = MlOps.Contracts.Messaging.V1.DeadLetters.DeadLettersClient;

namespace MlOps.ServiceDefaults.Tests.Kafka;

/// <summary>What a consumer could not handle is listed, replayed and discarded.</summary>
public sealed class DeadLetterTests(ReaderSystem system) : IClassFixture<ReaderSystem>
{
    private Client Admin => new(system.Reader.ChannelAs("ada", "admin"));

    [Fact]
    public async Task a_dead_letter_says_what_it_is_where_it_came_from_and_why_it_is_dead()
    {
        var id = await system.WriteAsync("told", "fail 99 times");

        var letter = await LetterAsync("told");

        letter.Consumer.ShouldBe("OnNoteWritten");
        letter.Failure.ShouldBe("InvalidOperationException: cannot read told");
        letter.Topic.ShouldBe(Publishes.Topic);
        letter.EventId.ShouldBe(id);
        letter.EventType.ShouldBe("mlops.notes.v1.NoteWritten");
        letter.Actor.ShouldBe("test");
        letter.SizeBytes.ShouldBeGreaterThan(0);
        letter.State.ShouldBe(DeadLetterState.Waiting);
    }

    [Fact]
    public async Task a_replayed_one_is_handled_once_and_the_record_says_who_wanted_it_and_why()
    {
        // Tried five times before it is put aside: the sixth succeeds.
        await system.WriteAsync("mended", "fail 5 times");
        var letter = await LetterAsync("mended");

        var replayed = await Admin.ReplayDeadLetterAsync(new ReplayDeadLetterRequest { Id = letter.Id, Reason = "reader mended" });
        var again = await Admin.ReplayDeadLetterAsync(new ReplayDeadLetterRequest { Id = letter.Id });

        replayed.State.ShouldBe(DeadLetterState.Replayed);
        replayed.DecidedBy.ShouldBe("ada");
        again.DecideTime.ShouldBe(replayed.DecideTime);
        (await system.ReadCountAsync("mended")).ShouldBe(1);
        var events = await EventsAsync($"dead-letter/{letter.Id}");
        events.Single().Actor.ShouldBe("ada");
        events.Single().Reason.ShouldBe("reader mended");
        (await WaitingAsync()).ShouldNotContain(waiting => waiting.Id == letter.Id);
    }

    [Fact]
    public async Task one_that_fails_again_stays_and_the_reason_is_told()
    {
        await system.WriteAsync("still-hopeless", "fail 99 times");
        var letter = await LetterAsync("still-hopeless");

        var refusal = await SampleSystem.RefusalOf(Admin.ReplayDeadLetterAsync(new ReplayDeadLetterRequest { Id = letter.Id }));

        refusal.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        refusal.Status.Detail.ShouldBe("InvalidOperationException: cannot read still-hopeless");
        (await LetterAsync("still-hopeless")).State.ShouldBe(DeadLetterState.Waiting);
    }

    [Fact]
    public async Task a_discarded_one_is_listed_only_on_request_and_not_replayed_any_more()
    {
        await system.WriteAsync("unwanted", "fail 99 times");
        var letter = await LetterAsync("unwanted");

        var discarded = await Admin.DiscardDeadLetterAsync(new DiscardDeadLetterRequest { Id = letter.Id, Reason = "a test" });

        discarded.State.ShouldBe(DeadLetterState.Discarded);
        (await WaitingAsync()).ShouldNotContain(waiting => waiting.Id == letter.Id);
        var all = await Admin.ListDeadLettersAsync(new ListDeadLettersRequest { ShowDecided = true, PageSize = 100 });
        all.DeadLetters.ShouldContain(dead => dead.Id == letter.Id && dead.State == DeadLetterState.Discarded);
        (await SampleSystem.RefusalOf(Admin.ReplayDeadLetterAsync(new ReplayDeadLetterRequest { Id = letter.Id })))
            .StatusCode.ShouldBe(StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task pages_hold_each_dead_letter_once()
    {
        for (var i = 0; i < 5; i++) await system.WriteAsync($"page-{i}", "fail 99 times");
        for (var i = 0; i < 5; i++) await LetterAsync($"page-{i}");

        var request = new ListDeadLettersRequest { PageSize = 2 };
        var seen = new List<DeadLetter>();
        do
        {
            var page = await Admin.ListDeadLettersAsync(request);
            page.DeadLetters.Count.ShouldBeLessThanOrEqualTo(2);
            seen.AddRange(page.DeadLetters);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        seen.Select(letter => letter.Id).ShouldBeUnique();
        for (var i = 0; i < 5; i++) seen.ShouldContain(letter => letter.Subject == $"page-{i}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("a@b@c")]
    [InlineData("mlops.notes.v1.dlq@0@-1")]
    [InlineData("mlops.notes.v1.dlq@99999999999@1")]
    public async Task an_id_that_is_none_is_an_invalid_argument(string id) =>
        (await SampleSystem.RefusalOf(Admin.ReplayDeadLetterAsync(new ReplayDeadLetterRequest { Id = id })))
            .StatusCode.ShouldBe(StatusCode.InvalidArgument);

    [Theory]
    [InlineData("mlops.notes.v1.dlq@0@999999")]
    [InlineData("mlops.notes.v1.dlq@7@0")]
    [InlineData("mlops.other.v1.dlq@0@0")]
    public async Task what_is_not_there_is_not_found(string id) =>
        (await SampleSystem.RefusalOf(Admin.ReplayDeadLetterAsync(new ReplayDeadLetterRequest { Id = id })))
            .StatusCode.ShouldBe(StatusCode.NotFound);

    [Fact]
    public async Task only_administrators_decide_and_applications_see_nothing()
    {
        await system.WriteAsync("guarded", "fail 99 times");
        var letter = await LetterAsync("guarded");
        var engineer = new Client(system.Reader.ChannelAs("eve", "engineer"));
        var application = new Client(system.Reader.ChannelAs("app", "application"));

        (await SampleSystem.RefusalOf(engineer.ReplayDeadLetterAsync(new ReplayDeadLetterRequest { Id = letter.Id })))
            .StatusCode.ShouldBe(StatusCode.PermissionDenied);
        (await SampleSystem.RefusalOf(engineer.DiscardDeadLetterAsync(new DiscardDeadLetterRequest { Id = letter.Id, Reason = "x" })))
            .StatusCode.ShouldBe(StatusCode.PermissionDenied);
        (await SampleSystem.RefusalOf(application.ListDeadLettersAsync(new ListDeadLettersRequest())))
            .StatusCode.ShouldBe(StatusCode.PermissionDenied);
    }

    private async Task<DeadLetter> LetterAsync(string subject)
    {
        DeadLetter? found = null;
        await Eventually.HoldsAsync(async () => (found = (await WaitingAsync()).FirstOrDefault(letter => letter.Subject == subject)) is not null);
        return found!;
    }

    private async Task<IReadOnlyList<DeadLetter>> WaitingAsync() =>
        (await Admin.ListDeadLettersAsync(new ListDeadLettersRequest { Consumer = "OnNoteWritten", PageSize = 100 })).DeadLetters;

    private async Task<List<RecordedEvent>> EventsAsync(string stream)
    {
        using var call = new AuditLog.AuditLogClient(system.Reader.ChannelAs("aud", "auditor")).ReadStream(new() { Stream = stream });
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }
}
