using Grpc.Core;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Contracts.Audit.V1;
using MlOps.EventSourcing;
using MlOps.EventSourcing.Hosting;
using MlOps.EventSourcing.Publishing;
using MlOps.ServiceHost;
using Wire = MlOps.ServiceDefaults.Tests.Wire;

namespace MlOps.ServiceDefaults.Tests.EventSourcing;

/// <summary>Events that were stored in a shape of the past.</summary>
public sealed class EventEvolutionTests : IAsyncLifetime
{
    private const string Topic = "mlops.memos.v1";
    private TestSystem system = null!;

    public async Task InitializeAsync() => system = await TestSystem.StartAsync();

    public async Task DisposeAsync() => await system.DisposeAsync();

    [Fact]
    public async Task are_read_audited_and_published_as_what_they_are_now_and_stay_as_they_were_stored()
    {
        var old = new WireEvents(Topic).Add<OldMemoWritten>("memo_written", e => new Wire.NoteWritten { Text = e.Data.Text });
        var database = await WriteAsync(old, [], "memo/1");

        await using var service = await StartAsync(Current(), new() { ["ConnectionStrings:memos-db"] = database });
        await using var session = service.Services.GetRequiredService<CallerSessions>().Open();
        var memo = await session.Events.FetchForWriting<Memo>("memo/1");
        memo.Aggregate!.Body.ShouldBe("buy milk");
        memo.Aggregate.Title.ShouldBe("untitled");
        memo.AppendOne(new MemoWritten("food", "buy bread"));
        await session.SaveChangesAsync();

        using var call = new AuditLog.AuditLogClient(service.ChannelAs("aud", "auditor")).ReadStream(new() { Stream = "memo/1" });
        var recorded = await call.ResponseStream.ReadAllAsync().ToListAsync();
        recorded.Select(e => e.Type).ShouldBe(["memo_written", "memo_written_2"]);
        recorded[0].Json.ShouldContain("\"Text\"");
        await system.ConsumeAsync<Wire.NoteWritten>(Topic, message => message.Data.Text == "food: buy bread");
    }

    [Fact]
    public async Task that_were_not_published_before_are_published_in_their_shape_of_today()
    {
        var old = new WireEvents(Topic).Add<OldMemoWritten>("memo_written", e => new Wire.NoteWritten { Text = e.Data.Text });
        var database = await WriteAsync(old, Nowhere, "memo/2");

        await using var service = await StartAsync(Current(), new() { ["ConnectionStrings:memos-db"] = database });

        await system.ConsumeAsync<Wire.NoteWritten>(Topic, message => message.Data.Text == "untitled: buy milk");
    }

    [Fact]
    public void two_events_cannot_have_one_name() =>
        Should.Throw<ArgumentException>(() => new WireEvents(Topic).Private<OldMemoWritten>("memo").Private<MemoWritten>("memo"));

    private static Dictionary<string, string?> Nowhere => new() { ["ConnectionStrings:kafka"] = "127.0.0.1:1" };

    private static WireEvents Current() => new WireEvents(Topic)
        .Add<MemoWritten>("memo_written_2", e => new Wire.NoteWritten { Text = $"{e.Data.Title}: {e.Data.Body}" })
        .Upcast<OldMemoWritten, MemoWritten>("memo_written", e => new MemoWritten("untitled", e.Text));

    private async Task<string> WriteAsync(WireEvents table, Dictionary<string, string?> settings, string stream)
    {
        await using var service = await StartAsync(table, settings);
        await using var session = service.Services.GetRequiredService<CallerSessions>().Open();
        session.Events.StartStream<OldMemo>(stream, new OldMemoWritten("buy milk"));
        await session.SaveChangesAsync();
        return service.Database;
    }

    private Task<TestService> StartAsync(WireEvents table, Dictionary<string, string?> settings) => system.StartServiceAsync(
        "memos", builder => builder.AddEventStore("memos", table, options => options.Projections.LiveStreamAggregation<Memo>()),
        app => app.MapEventStore(), settings);
}

public sealed record OldMemoWritten(string Text);

public sealed record MemoWritten(string Title, string Body);

/// <summary>What the aggregate was like when only the old event existed.</summary>
public sealed record OldMemo(string Id);

/// <summary>What it is like now.</summary>
public sealed record Memo(string Id, string Title, string Body)
{
    public static Memo Create(IEvent<MemoWritten> e) => new(e.StreamKey!, e.Data.Title, e.Data.Body);

    public Memo Apply(MemoWritten e) => this with { Title = e.Title, Body = e.Body };
}
