using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using MlOps.ServiceDefaults.Tests.Sample;
using MlOps.ServiceDefaults.Tests.Wire;
using MlOps.ServiceHost;

namespace MlOps.ServiceDefaults.Tests.EventSourcing;

public sealed class AuditLogTests(SampleSystem sample) : IClassFixture<SampleSystem>
{
    private readonly Notes.NotesClient notes = sample.NotesAs("ann");
    private readonly AuditLog.AuditLogClient audit = new(sample.Service.ChannelAs("aud", "auditor"));

    [Theory]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.PermissionDenied, "application")]
    [InlineData(StatusCode.PermissionDenied, "service")]
    [InlineData(StatusCode.NotFound, "engineer")]
    [InlineData(StatusCode.NotFound, "approver")]
    [InlineData(StatusCode.NotFound, "application", "auditor")]
    [InlineData(StatusCode.NotFound, "admin")]
    public async Task is_for_people_who_work_on_models_or_examine_them(StatusCode answer, params string[] roles)
    {
        var reader = new AuditLog.AuditLogClient(sample.Service.ChannelAs("ann", roles));

        await Refused.WithAsync(answer, () => reader.GetStateAsync(new() { Stream = "note/nobody" }).ResponseAsync);
        await Refused.WithAsync(answer, () => reader.ReadStream(new() { Stream = "note/nobody" }).ResponseStream.MoveNext(default));
    }

    [Fact]
    public async Task shows_the_state_at_every_version()
    {
        await WriteAsync("versions", "one", "two words");

        (await TextAt(new() { Stream = "note/versions", Version = 1 })).ShouldBe("one");
        (await TextAt(new() { Stream = "note/versions", Version = 2 })).ShouldBe("two words");
        var newest = await audit.GetStateAsync(new() { Stream = "note/versions" });
        (newest.Version, newest.Type).ShouldBe((3, "Note"));
        JsonDocument.Parse(newest.Json).RootElement.GetProperty("Words").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task shows_the_state_at_a_moment()
    {
        await WriteAsync("moments", "one");
        var before = (await EventsOf("moments"))[^1].Time;
        await WriteAsync("moments", "two");

        var state = await audit.GetStateAsync(new() { Stream = "note/moments", AsOf = before });

        (state.Version, state.AsOf).ShouldBe((1, before));
        (await TextAt(new() { Stream = "note/moments", AsOf = before })).ShouldBe("one");
        (await TextAt(new() { Stream = "note/moments" })).ShouldBe("two");
        var tooEarly = Timestamp.FromDateTime(before.ToDateTime().AddDays(-1));
        (await SampleSystem.RefusalOf(audit.GetStateAsync(new() { Stream = "note/moments", AsOf = tooEarly }))).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task reads_a_stream_between_versions_and_up_to_a_moment()
    {
        await WriteAsync("parts", "one", "two", "three");
        var all = await EventsOf("parts");
        all.Select(e => e.Version).ShouldBe([1, 2, 3, 4, 5]);

        (await EventsOf("parts", from: 2, to: 3)).ShouldBe([all[1], all[2]]);
        (await EventsOf("parts", asOf: all[0].Time)).ShouldBe([all[0]]);
        all.Select(e => e.Position).ShouldBeInOrder();
    }

    [Fact]
    public async Task reads_all_streams_of_a_prefix_in_the_order_of_positions()
    {
        await WriteAsync("all-a", "one");
        await WriteAsync("all-b", "one");
        await WriteAsync("all-a", "two");

        var read = await AllAsync(new() { StreamPrefix = "note/all-" });

        read.Select(e => e.Stream).ShouldBe(["note/all-a", "note/all-b", "note/all-a", "note/all-a"]);
        (await AllAsync(new() { StreamPrefix = "note/all-", FromPosition = read[1].Position, ToPosition = read[2].Position })).ShouldBe([read[1], read[2]]);
    }

    [Fact]
    public async Task pages_through_more_events_than_fit_in_one_read()
    {
        for (var i = 0; i < 260; i++) await WriteAsync("long", $"text {i}");

        (await EventsOf("long")).Select(e => e.Version).ShouldBe(Enumerable.Range(1, 519).Select(v => (long)v));
    }

    [Fact]
    public async Task follows_what_is_recorded_from_now_on()
    {
        await WriteAsync("followed", "one");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var call = audit.ReadAll(new() { StreamPrefix = "note/followed", Follow = true }, cancellationToken: limit.Token);
        (await call.ResponseStream.MoveNext(limit.Token)).ShouldBeTrue();
        call.ResponseStream.Current.Version.ShouldBe(1);

        await WriteAsync("followed", "two");

        (await call.ResponseStream.MoveNext(limit.Token)).ShouldBeTrue();
        call.ResponseStream.Current.Version.ShouldBe(2);
    }

    [Fact]
    public async Task lists_states_page_by_page()
    {
        foreach (var name in new[] { "list-c", "list-a", "list-b" }) await WriteAsync(name, name);

        var first = await audit.ListStatesAsync(new() { StreamPrefix = "note/list-", PageSize = 2 });
        var second = await audit.ListStatesAsync(new() { StreamPrefix = "note/list-", PageSize = 2, PageToken = first.NextPageToken });

        first.States.Select(s => s.Stream).ShouldBe(["note/list-a", "note/list-b"]);
        second.States.Select(s => s.Stream).ShouldBe(["note/list-c"]);
        second.NextPageToken.ShouldBe("");
    }

    [Fact]
    public async Task lists_states_as_they_were()
    {
        await WriteAsync("was-a", "old");
        var moment = (await EventsOf("was-a"))[0].Time;
        await WriteAsync("was-a", "new");
        await WriteAsync("was-b", "later");

        var listed = await audit.ListStatesAsync(new() { StreamPrefix = "note/was-", AsOf = moment });

        JsonDocument.Parse(listed.States.ShouldHaveSingleItem().Json).RootElement.GetProperty("Text").GetString().ShouldBe("old");
    }

    [Fact]
    public async Task says_what_does_not_exist()
    {
        (await SampleSystem.RefusalOf(audit.GetStateAsync(new() { Stream = "note/nowhere" }))).StatusCode.ShouldBe(StatusCode.NotFound);
        (await SampleSystem.RefusalOf(audit.GetStateAsync(new() { Stream = "unknown/kind" }))).StatusCode.ShouldBe(StatusCode.NotFound);
        (await Should.ThrowAsync<RpcException>(() => EventsOf("nowhere"))).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task refuses_requests_that_contradict_themselves()
    {
        var now = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch);

        (await SampleSystem.RefusalOf(audit.GetStateAsync(new() { Stream = "note/x", Version = 1, AsOf = now }))).StatusCode.ShouldBe(StatusCode.InvalidArgument);
        (await SampleSystem.RefusalOf(audit.ListStatesAsync(new() { PageToken = "garbage" }))).StatusCode.ShouldBe(StatusCode.InvalidArgument);
        (await Should.ThrowAsync<RpcException>(() => AllAsync(new() { Follow = true, AsOf = now }))).StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    private async Task WriteAsync(string name, params string[] texts)
    {
        foreach (var text in texts) await notes.WriteNoteAsync(new() { Name = name, Text = text });
    }

    private async Task<string?> TextAt(GetStateRequest request) =>
        JsonDocument.Parse((await audit.GetStateAsync(request)).Json).RootElement.GetProperty("Text").GetString();

    private async Task<List<RecordedEvent>> EventsOf(string name, long from = 0, long to = 0, Timestamp? asOf = null)
    {
        using var call = audit.ReadStream(new ReadStreamRequest { Stream = $"note/{name}", FromVersion = from, ToVersion = to, AsOf = asOf });
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }

    private async Task<List<RecordedEvent>> AllAsync(ReadAllRequest request)
    {
        using var call = audit.ReadAll(request);
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }
}
