using System.Collections.Concurrent;
using System.Net.Sockets;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MlOps.Messaging;

/// <summary>The service's one producer, its topics, and the settings of its consumers.</summary>
internal sealed class KafkaConnection : IDisposable
{
    private static readonly TimeSpan FlushTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseBetweenTries = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, bool> ensured = new();
    private readonly Lazy<IProducer<string, byte[]>> producer;
    private readonly string servers;
    private readonly KafkaOptions options;
    private readonly ILogger<KafkaConnection> logger;
    private readonly TimeProvider time;

    public KafkaConnection(IConfiguration configuration, IOptions<KafkaOptions> options, TimeProvider time, ILogger<KafkaConnection> logger)
    {
        servers = configuration.GetConnectionString("kafka") ?? throw new InvalidOperationException("ConnectionStrings:kafka is not set.");
        this.options = options.Value;
        this.time = time;
        this.logger = logger;
        producer = new(BuildProducer);
    }

    public IProducer<string, byte[]> Producer => producer.Value;

    public IConsumer<string, byte[]> BuildConsumer(string group) => new ConsumerBuilder<string, byte[]>(new ConsumerConfig
    {
        BootstrapServers = servers,
        GroupId = group,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        // Offsets are stored after the transaction; librdkafka commits what is stored, now and then. What comes again after a
        // crash is known by its event id.
        EnableAutoCommit = true,
        AutoCommitIntervalMs = 5_000,
        EnableAutoOffsetStore = false,
        AllowAutoCreateTopics = false,
        SessionTimeoutMs = 6_000,
        HeartbeatIntervalMs = 2_000,
        FetchErrorBackoffMs = 100,
        SocketNagleDisable = true,
    }).SetLogHandler((_, message) => Log.Kafka(logger, message.Message)).Build();

    /// <summary>Creates the topics that are missing; tries until Kafka answers.</summary>
    public async Task EnsureTopicsAsync(IEnumerable<string> topics, CancellationToken cancellation)
    {
        var missing = topics.Where(topic => !ensured.ContainsKey(topic)).ToList();
        while (missing.Count > 0)
        {
            try
            {
                await CreateAsync(missing);
                missing.ForEach(topic => ensured[topic] = true);
                return;
            }
            catch (KafkaException e)
            {
                Log.KafkaUnreachable(logger, e.Message);
                await Task.Delay(PauseBetweenTries, time, cancellation);
            }
        }
    }

    /// <summary>Returns once one of the brokers accepts a connection; throws <see cref="SocketException"/> if none does.</summary>
    public async Task PingAsync(CancellationToken cancellation)
    {
        var brokers = servers.Split(
            ',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(server => new Uri($"kafka://{server}")).ToList();
        foreach (var broker in brokers)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(broker.Host, broker.Port, cancellation);
                return;
            }
            catch (SocketException) when (broker != brokers[^1])
            {
                // The next one may answer.
            }
        }
    }

    public void Dispose()
    {
        if (!producer.IsValueCreated) return;
        producer.Value.Flush(FlushTime);
        producer.Value.Dispose();
    }

    private async Task CreateAsync(List<string> topics)
    {
        // Not kept: an admin client has a thread of its own, which wakes ten times a second.
        using var admin = new DependentAdminClientBuilder(producer.Value.Handle).Build();
        try
        {
            await admin.CreateTopicsAsync(topics.Select(topic => new TopicSpecification
            {
                Name = topic, NumPartitions = options.Partitions, ReplicationFactor = options.ReplicationFactor,
            }));
            topics.ForEach(topic => Log.TopicCreated(logger, topic, options.Partitions));
        }
        catch (CreateTopicsException e) when (e.Results.TrueForAll(r => r.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
        {
            // Publishers and consumers all create what they need: whoever is first does.
        }
    }

    private IProducer<string, byte[]> BuildProducer() => new ProducerBuilder<string, byte[]>(new ProducerConfig
    {
        BootstrapServers = servers,
        EnableIdempotence = true,
        Acks = Acks.All,
        LingerMs = 1,
        // Never gives a message up by itself: that would let later ones of its key overtake it.
        MessageTimeoutMs = 0,
        SocketNagleDisable = true,
    }).SetLogHandler((_, message) => Log.Kafka(logger, message.Message)).Build();
}
