using Confluent.Kafka;
using Confluent.Kafka.Admin;
using MlOps.Broker.Server;

namespace MlOps.Broker.Tests;

/// <summary>What a topic's settings say of old records happens without anybody asking.</summary>
public sealed class CleaningTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly string directory = Directory.CreateTempSubdirectory("mlops-test-broker-").FullName;
    private BrokerServer broker = null!;

    [Theory]
    [InlineData("retention.ms", "1")]
    [InlineData("retention.bytes", "2000")]
    public async Task old_records_go_by_time_and_by_size(string setting, string value)
    {
        using var consumer = await ConsumeFilledAsync(new() { [setting] = value });

        await Eventually.HoldsAsync(() => Task.FromResult(consumer.QueryWatermarkOffsets(new TopicPartition("kept", 0), Limit).Low.Value > 10));

        consumer.QueryWatermarkOffsets(new TopicPartition("kept", 0), Limit).High.Value.ShouldBe(20);
    }

    [Fact]
    public async Task compaction_leaves_the_newest_record_of_each_key()
    {
        using var consumer = await ConsumeFilledAsync(new() { ["cleanup.policy"] = "compact" });

        await Eventually.HoldsAsync(() =>
        {
            consumer.Assign(new TopicPartitionOffset("kept", 0, Offset.Beginning));
            var offsets = new List<long>();
            while (consumer.Consume(Limit) is { IsPartitionEOF: false } record) offsets.Add(record.Offset.Value);
            return Task.FromResult(offsets.Count < 10 && offsets[^1] == 19);
        });
    }

    public async Task InitializeAsync() => broker = await BrokerServer.StartAsync(
        new BrokerOptions { DataDirectory = directory, Port = 0, CleaningInterval = TimeSpan.FromMilliseconds(50) });

    public async Task DisposeAsync()
    {
        await broker.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Produces twenty records with one key, several segments of them.</summary>
    private async Task<IConsumer<string, string>> ConsumeFilledAsync(Dictionary<string, string> config)
    {
        config["segment.bytes"] = "1000";
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.BootstrapServers }).Build();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = "kept", NumPartitions = 1, ReplicationFactor = 1, Configs = config }]);
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = broker.BootstrapServers, LingerMs = 0 }).Build();
        for (var i = 0; i < 20; i++) await producer.ProduceAsync("kept", new Message<string, string> { Key = "k", Value = new string('x', 300) });
        return new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = broker.BootstrapServers, GroupId = "reader", EnableAutoCommit = false, EnablePartitionEof = true,
        }).Build();
    }
}
