using System.Text;
using Confluent.Kafka;
using Grpc.Core;
using MlOps.Contracts.Audit.V1;
using MlOps.Contracts;
using MlOps.ServiceDefaults.Tests.Sample;

namespace MlOps.ServiceDefaults.Tests.Kafka;

public sealed class ConsumingTests(ReaderSystem system) : IClassFixture<ReaderSystem>
{
    [Fact]
    public async Task acts_once_on_an_event_that_comes_twice()
    {
        var id = await system.WriteAsync("twice", "hello");
        await system.WriteAsync("twice", "hello", id);
        await system.WriteAsync("twice", "another");
        await system.WriteAsync("after-twice", "hello");

        await Eventually.HoldsAsync(async () => await system.ReadCountAsync("after-twice") == 1);

        (await system.ReadCountAsync("twice")).ShouldBe(2);
    }

    [Fact]
    public async Task tries_again_until_it_succeeds()
    {
        await system.WriteAsync("stubborn", "fail 2 times");

        await Eventually.HoldsAsync(async () => await system.ReadCountAsync("stubborn") == 1);

        system.Attempts.Count(subject => subject == "stubborn").ShouldBe(3);
    }

    [Fact]
    public async Task puts_what_always_fails_aside_with_the_reason_and_goes_on()
    {
        var id = await system.WriteAsync("hopeless", "fail 99 times");
        await system.WriteAsync("after-hopeless", "hello");

        var dead = (await system.System.ReadAsync(Topics.DeadLetters(Publishes.Topic), all => all[^1].Message.Key == "default/hopeless"))[^1];

        Header(dead, "dlq_reason").ShouldBe("InvalidOperationException: cannot read hopeless");
        Header(dead, "dlq_consumer").ShouldBe("OnNoteWritten");
        Header(dead, "dlq_topic").ShouldBe(Publishes.Topic);
        Header(dead, "dlq_partition").ShouldBe("0");
        long.Parse(Header(dead, "dlq_offset")).ShouldBeGreaterThanOrEqualTo(0);
        Header(dead, "ce_id").ShouldBe(id);
        Wire.NoteWritten.Parser.ParseFrom(dead.Message.Value).Text.ShouldBe("fail 99 times");
        system.Attempts.Count(subject => subject == "hopeless").ShouldBe(5);
        await Eventually.HoldsAsync(async () => await system.ReadCountAsync("after-hopeless") == 1);
        (await system.ReadCountAsync("hopeless")).ShouldBe(0);
    }

    [Fact]
    public async Task puts_poison_aside_at_once()
    {
        await system.System.ProduceAsync(Publishes.Topic, Message("poison-bytes", [0xFF, 0xFF, 0xFF], ("ce_type", "mlops.notes.v1.NoteWritten")));
        await system.System.ProduceAsync(Publishes.Topic, new Message<string, byte[]> { Key = "no-headers", Value = [1, 2, 3] });

        var dead = await system.System.ReadAsync(
            Topics.DeadLetters(Publishes.Topic), all => all.Any(r => r.Message.Key == "poison-bytes") && all.Any(r => r.Message.Key == "no-headers"));

        Header(dead.Single(r => r.Message.Key == "poison-bytes"), "dlq_reason")
            .ShouldStartWith("PoisonMessageException: the payload is not a valid mlops.notes.v1.NoteWritten");
        Header(dead.Single(r => r.Message.Key == "no-headers"), "dlq_reason").ShouldBe("PoisonMessageException: the header ce_id is missing");
        system.Attempts.ShouldNotContain("poison-bytes");
    }

    [Fact]
    public async Task passes_over_types_that_are_not_its_own()
    {
        await system.System.PublishAsync(Publishes.Topic, "edited", new Wire.NoteEdited { Text = "hello" });
        await system.WriteAsync("after-edited", "hello");

        await Eventually.HoldsAsync(async () => await system.ReadCountAsync("after-edited") == 1);

        (await system.ReadCountAsync("edited")).ShouldBe(0);
    }

    [Fact]
    public async Task goes_on_where_it_was_after_a_restart()
    {
        await system.WriteAsync("before-restart", "hello");
        await Eventually.HoldsAsync(async () => await system.ReadCountAsync("before-restart") == 1);
        await system.Reader.StopAsync();
        await system.WriteAsync("while-stopped", "hello");

        await system.Reader.StartAsync();

        await Eventually.HoldsAsync(async () => await system.ReadCountAsync("while-stopped") == 1);
        (await system.ReadCountAsync("before-restart")).ShouldBe(1);
        system.Attempts.Count(subject => subject == "before-restart").ShouldBe(1);
    }

    [Fact]
    public async Task records_what_caused_its_events()
    {
        var id = await system.WriteAsync("caused", "hello");
        await Eventually.HoldsAsync(async () => await system.ReadCountAsync("caused") == 1);

        using var call = new AuditLog.AuditLogClient(system.Reader.ChannelAs("aud", "auditor")).ReadStream(new() { Stream = "reader/caused" });
        var recorded = (await call.ResponseStream.ReadAllAsync().ToListAsync()).Single();

        recorded.CausationId.ShouldBe(id);
        recorded.CorrelationId.ShouldBe(id);
        recorded.Actor.ShouldBe("service:reader");
    }

    private static Message<string, byte[]> Message(string key, byte[] value, params (string Name, string Value)[] more)
    {
        var headers = new Headers();
        foreach (var (name, text) in more.Append(("ce_id", Guid.NewGuid().ToString())).Append(("ce_source", "/mlops/test")).Append(("ce_time", "2026-01-01T00:00:00Z")))
        {
            headers.Add(name, Encoding.UTF8.GetBytes(text));
        }

        return new Message<string, byte[]> { Key = key, Value = value, Headers = headers };
    }

    private static string Header(ConsumeResult<string, byte[]> result, string name) => Encoding.UTF8.GetString(result.Message.Headers.GetLastBytes(name));
}
