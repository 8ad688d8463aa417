using Confluent.Kafka;
using MlOps.Messaging;
using MlOps.ServiceDefaults.Tests.Sample;

namespace MlOps.ServiceDefaults.Tests.Kafka;

public sealed class ClaimCheckTests(ReaderSystem system) : IClassFixture<ReaderSystem>
{
    [Fact]
    public async Task an_event_larger_than_a_message_may_be_travels_by_digest_and_is_consumed_whole()
    {
        var large = new string('x', 5_000_000);
        await system.WriteAsync("large", large);
        await system.WriteAsync("after-large", "hello");

        await Eventually.HoldsAsync(async () => await system.ReadCountAsync("after-large") == 1);
        (await system.ReadCountAsync("large")).ShouldBe(1);

        var sent = (await system.System.ReadAsync(Publishes.Topic, all => all[^1].Message.Key == "default/large"))[^1];
        sent.Message.Value.ShouldBeEmpty();
        sent.Message.Headers.TryGetLastBytes(ClaimCheck.Header, out _).ShouldBeTrue();
        (await system.System.ConsumeAsync<Wire.NoteWritten>(Publishes.Topic, note => note.Subject == "large")).Data.Text.ShouldBe(large);
    }

    [Fact]
    public async Task a_message_at_the_limit_carries_its_bytes_itself()
    {
        var overhead = new Wire.NoteWritten { Text = new string('x', ClaimCheck.MaxInline) }.CalculateSize() - ClaimCheck.MaxInline;
        await system.WriteAsync("inline", new string('x', ClaimCheck.MaxInline - overhead));

        var sent = (await system.System.ReadAsync(Publishes.Topic, all => all[^1].Message.Key == "default/inline"))[^1];
        sent.Message.Value.Length.ShouldBe(ClaimCheck.MaxInline);
        await Eventually.HoldsAsync(async () => await system.ReadCountAsync("inline") == 1);
    }
}
