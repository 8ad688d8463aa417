using Confluent.Kafka;
using Confluent.Kafka.Admin;
using MlOps.Broker.Server;

namespace MlOps.Broker.Tests;

/// <summary>A broker in this process over a temporary directory, with clients for it.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("mlops-test-broker-").FullName;
    private BrokerServer? server;

    public string Bootstrap => server!.BootstrapServers;

    public int Port => server!.Port;

    public async Task InitializeAsync() =>
        server = await BrokerServer.StartAsync(new BrokerOptions { DataDirectory = directory, Port = 0 });

    public async Task DisposeAsync()
    {
        await server!.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    public async Task<string> CreateTopicAsync(int partitions = 1, Dictionary<string, string>? config = null)
    {
        var name = $"topic-{Guid.NewGuid():N}";
        using var admin = Admin();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 1, Configs = config }]);
        return name;
    }

    public IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Bootstrap }).Build();

    public IProducer<string, string> Producer(Action<ProducerConfig>? configure = null)
    {
        var config = new ProducerConfig { BootstrapServers = Bootstrap, LingerMs = 0, Acks = Acks.All };
        configure?.Invoke(config);
        return new ProducerBuilder<string, string>(config).Build();
    }

    public IConsumer<string, string> Consumer(string group, Action<ConsumerConfig>? configure = null)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = Bootstrap, GroupId = group, AutoOffsetReset = AutoOffsetReset.Earliest, EnableAutoCommit = false, SessionTimeoutMs = 6000,
        };
        configure?.Invoke(config);
        return new ConsumerBuilder<string, string>(config).Build();
    }

    /// <summary>Reads <paramref name="count"/> records from the beginning of a topic's partition 0.</summary>
    public List<ConsumeResult<string, string>> ReadAll(string topic, int count, Offset? from = null)
    {
        using var consumer = Consumer($"reader-{Guid.NewGuid():N}");
        consumer.Assign(new TopicPartitionOffset(topic, 0, from ?? Offset.Beginning));
        return Take(consumer, count);
    }

    /// <summary>The next <paramref name="count"/> records; fewer when none comes for ten seconds.</summary>
    public static List<ConsumeResult<string, string>> Take(IConsumer<string, string> consumer, int count)
    {
        var results = new List<ConsumeResult<string, string>>();
        while (results.Count < count && consumer.Consume(TimeSpan.FromSeconds(10)) is { } result) results.Add(result);
        return results;
    }
}
