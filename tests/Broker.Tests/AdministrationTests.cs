using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace MlOps.Broker.Tests;

public sealed class AdministrationTests(BrokerFixture broker) : IClassFixture<BrokerFixture>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task refuses_topics_that_cannot_be()
    {
        using var admin = broker.Admin();
        var existing = await broker.CreateTopicAsync();
        async Task<ErrorCode> Refused(TopicSpecification topic)
        {
            var failure = await Should.ThrowAsync<CreateTopicsException>(() => admin.CreateTopicsAsync([topic]));
            return failure.Results.Single().Error.Code;
        }

        (await Refused(new TopicSpecification { Name = existing, NumPartitions = 1, ReplicationFactor = 1 })).ShouldBe(ErrorCode.TopicAlreadyExists);
        (await Refused(new TopicSpecification { Name = "no/slash", NumPartitions = 1, ReplicationFactor = 1 })).ShouldBe(ErrorCode.TopicException);
        (await Refused(new TopicSpecification { Name = "zero", NumPartitions = 0, ReplicationFactor = 1 })).ShouldBe(ErrorCode.InvalidPartitions);
        (await Refused(new TopicSpecification { Name = "three", NumPartitions = 1, ReplicationFactor = 3 })).ShouldBe(ErrorCode.InvalidReplicationFactor);
        (await Refused(new TopicSpecification { Name = "odd", NumPartitions = 1, ReplicationFactor = 1, Configs = new() { ["retention.ms"] = "soon" } }))
            .ShouldBe(ErrorCode.InvalidConfig);
    }

    [Fact]
    public async Task deleted_topic_takes_its_records_and_committed_offsets_along()
    {
        var topic = await broker.CreateTopicAsync();
        using var producer = broker.Producer();
        await producer.ProduceAsync(topic, new Message<string, string> { Value = "old" });
        using var consumer = broker.Consumer($"group-{topic}");
        consumer.Commit([new TopicPartitionOffset(topic, 0, 1)]);
        using var admin = broker.Admin();

        await admin.DeleteTopicsAsync([topic]);
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = 1, ReplicationFactor = 1 }]);

        consumer.Committed([new TopicPartition(topic, 0)], Limit)[0].Offset.ShouldBe(Offset.Unset);
        consumer.QueryWatermarkOffsets(new TopicPartition(topic, 0), Limit).High.Value.ShouldBe(0);
    }

    [Fact]
    public async Task describes_and_alters_the_settings_of_a_topic()
    {
        var topic = await broker.CreateTopicAsync(config: new() { ["retention.ms"] = "1000" });
        using var admin = broker.Admin();
        var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic };

        var before = (await admin.DescribeConfigsAsync([resource]))[0].Entries;
        await admin.AlterConfigsAsync(new() { [resource] = [new ConfigEntry { Name = "segment.bytes", Value = "2048" }] });
        var after = (await admin.DescribeConfigsAsync([resource]))[0].Entries;

        (before["retention.ms"].Value, before["retention.ms"].IsDefault).ShouldBe(("1000", false));
        (before["segment.bytes"].Value, before["segment.bytes"].IsDefault).ShouldBe(("67108864", true));
        (after["retention.ms"].Value, after["segment.bytes"].Value).ShouldBe(("604800000", "2048"));
        var refused = await Should.ThrowAsync<AlterConfigsException>(() =>
            admin.AlterConfigsAsync(new() { [resource] = [new ConfigEntry { Name = "no.such.setting", Value = "1" }] }));
        refused.Results[0].Error.Code.ShouldBe(ErrorCode.InvalidConfig);
    }

    [Fact]
    public async Task deletes_records_before_an_offset()
    {
        var topic = await broker.CreateTopicAsync();
        using var producer = broker.Producer();
        for (var i = 0; i < 10; i++) await producer.ProduceAsync(topic, new Message<string, string> { Value = $"{i}" });
        using var admin = broker.Admin();

        var deleted = await admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, 0, 6)]);

        deleted[0].Offset.Value.ShouldBe(6);
        broker.ReadAll(topic, 4).Select(r => r.Message.Value).ShouldBe(["6", "7", "8", "9"]);
        var tooFar = await Should.ThrowAsync<DeleteRecordsException>(() => admin.DeleteRecordsAsync([new TopicPartitionOffset(topic, 0, 11)]));
        tooFar.Results[0].Error.Code.ShouldBe(ErrorCode.OffsetOutOfRange);
    }

    [Fact]
    public async Task lists_and_deletes_groups()
    {
        var topic = await broker.CreateTopicAsync();
        var group = $"group-{topic}";
        using var consumer = broker.Consumer(group);
        consumer.Subscribe(topic);
        using var admin = broker.Admin();
        await Eventually.HoldsAsync(() =>
        {
            consumer.Consume(TimeSpan.FromMilliseconds(20));
            return Task.FromResult(admin.ListGroups(Limit).Exists(g => g.Group == group && g.State == "Stable" && g.Members.Count == 1));
        });

        var inUse = await Should.ThrowAsync<DeleteGroupsException>(() => admin.DeleteGroupsAsync([group]));
        inUse.Results[0].Error.Code.ShouldBe(ErrorCode.NonEmptyGroup);
        consumer.Close();
        await admin.DeleteGroupsAsync([group]);
        admin.ListGroups(Limit).ShouldNotContain(g => g.Group == group && g.State != "Dead");
    }

    [Fact]
    public async Task partitions_are_added_and_can_be_used()
    {
        var topic = await broker.CreateTopicAsync(2);
        using var admin = broker.Admin();

        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = 3 }]);

        using var producer = broker.Producer();
        (await producer.ProduceAsync(new TopicPartition(topic, 2), new Message<string, string> { Value = "x" })).Offset.Value.ShouldBe(0);
        var fewer = await Should.ThrowAsync<CreatePartitionsException>(() =>
            admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = 1 }]));
        fewer.Results[0].Error.Code.ShouldBe(ErrorCode.InvalidPartitions);
    }

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task finds_the_exact_record_of_a_time_inside_a_batch(CompressionType codec)
    {
        var topic = await broker.CreateTopicAsync();
        using var producer = broker.Producer(config => (config.CompressionType, config.LingerMs) = (codec, 50));
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => producer.ProduceAsync(
            new TopicPartition(topic, 0),
            new Message<string, string> { Value = $"{i}", Timestamp = new Timestamp(1_700_000_000_000 + i * 1000, TimestampType.CreateTime) })));
        using var consumer = broker.Consumer("times");
        long At(long milliseconds) =>
            consumer.OffsetsForTimes([new TopicPartitionTimestamp(topic, 0, new Timestamp(milliseconds, TimestampType.CreateTime))], Limit)[0].Offset.Value;

        At(1_600_000_000_000).ShouldBe(0);
        At(1_700_000_123_000).ShouldBe(123);
        At(1_700_000_123_001).ShouldBe(124);
        At(1_700_000_300_000).ShouldBe(Offset.End.Value);
    }

    [Fact]
    public async Task compacted_topic_takes_only_records_with_keys()
    {
        var topic = await broker.CreateTopicAsync(config: new() { ["cleanup.policy"] = "compact" });
        using var producer = broker.Producer();

        await producer.ProduceAsync(topic, new Message<string, string> { Key = "k", Value = "v" });
        var refused = await Should.ThrowAsync<ProduceException<string, string>>(() => producer.ProduceAsync(topic, new Message<string, string> { Key = null!, Value = "v" }));

        refused.Error.Code.ShouldBe(ErrorCode.InvalidRecord);
    }
}
