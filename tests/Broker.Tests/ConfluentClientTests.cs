using Confluent.Kafka;

namespace MlOps.Broker.Tests;

public sealed class ConfluentClientTests(BrokerFixture broker) : IClassFixture<BrokerFixture>
{
    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task produces_and_consumes_with_every_codec(CompressionType codec)
    {
        var topic = await broker.CreateTopicAsync();
        using var producer = broker.Producer(config => (config.CompressionType, config.LingerMs) = (codec, 20));
        var deliveries = await Task.WhenAll(Enumerable.Range(0, 500)
            .Select(i => producer.ProduceAsync(topic, new Message<string, string> { Key = $"k{i}", Value = $"value {i} {new string('x', 100)}" })));

        deliveries.ShouldAllBe(delivery => delivery.Status == PersistenceStatus.Persisted);
        var records = broker.ReadAll(topic, 500);
        records.Select(r => r.Offset.Value).ShouldBe(Enumerable.Range(0, 500).Select(i => (long)i));
        records.Select(r => r.Message.Key).ShouldBe(deliveries.OrderBy(d => d.Offset.Value).Select(d => d.Key));
    }

    [Theory]
    [InlineData(Acks.None)]
    [InlineData(Acks.Leader)]
    [InlineData(Acks.All)]
    public async Task produces_with_every_level_of_acknowledgement(Acks acks)
    {
        var topic = await broker.CreateTopicAsync();
        using var producer = broker.Producer(config => config.Acks = acks);
        for (var i = 0; i < 20; i++) await producer.ProduceAsync(topic, new Message<string, string> { Value = $"{i}" });

        broker.ReadAll(topic, 20).Select(r => r.Message.Value).ShouldBe(Enumerable.Range(0, 20).Select(i => $"{i}"));
    }

    [Fact]
    public async Task idempotent_producer_keeps_order_over_many_batches()
    {
        var topic = await broker.CreateTopicAsync();
        using var producer = broker.Producer(config => (config.EnableIdempotence, config.BatchNumMessages) = (true, 7));
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => producer.ProduceAsync(topic, new Message<string, string> { Value = $"{i}" })));

        broker.ReadAll(topic, 1000).Select(r => r.Message.Value).ShouldBe(Enumerable.Range(0, 1000).Select(i => $"{i}"));
    }

    [Fact]
    public async Task group_shares_partitions_as_members_join_and_leave()
    {
        var topic = await broker.CreateTopicAsync(4);
        var group = $"group-{Guid.NewGuid():N}";
        using var first = broker.Consumer(group);
        first.Subscribe(topic);
        await Eventually.HoldsAsync(() => Polled(first, 4));

        using (var second = broker.Consumer(group))
        {
            second.Subscribe(topic);
            await Eventually.HoldsAsync(async () => await Polled(first, 2) & await Polled(second, 2));
            first.Assignment.Concat(second.Assignment).Select(p => p.Partition.Value).Order().ShouldBe([0, 1, 2, 3]);
            second.Close();
        }

        await Eventually.HoldsAsync(() => Polled(first, 4));
        first.Close();
    }

    [Fact]
    public async Task group_goes_on_where_it_committed()
    {
        var topic = await broker.CreateTopicAsync();
        using var producer = broker.Producer();
        for (var i = 0; i < 10; i++) await producer.ProduceAsync(topic, new Message<string, string> { Value = $"{i}" });
        var group = $"group-{Guid.NewGuid():N}";
        using (var consumer = broker.Consumer(group))
        {
            consumer.Subscribe(topic);
            var results = BrokerFixture.Take(consumer, 4);
            consumer.Commit(results[^1]);
            consumer.Close();
        }

        using var next = broker.Consumer(group);
        next.Subscribe(topic);
        BrokerFixture.Take(next, 1)[0].Message.Value.ShouldBe("4");
        next.Committed([new TopicPartition(topic, 0)], TimeSpan.FromSeconds(10))[0].Offset.Value.ShouldBe(4);
        next.Close();
    }

    [Fact]
    public async Task unknown_topics_come_into_being_when_asked_for()
    {
        var topic = $"auto-{Guid.NewGuid():N}";
        using var producer = broker.Producer();

        (await producer.ProduceAsync(topic, new Message<string, string> { Value = "x" })).Offset.Value.ShouldBe(0);
    }

    private static Task<bool> Polled(IConsumer<string, string> consumer, int partitions)
    {
        consumer.Consume(TimeSpan.FromMilliseconds(50));
        return Task.FromResult(consumer.Assignment.Count == partitions);
    }
}
