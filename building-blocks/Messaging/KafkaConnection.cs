using System.Collections.Concurrent;
using System.Net.Sockets;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MlOps.Messaging;

/// <summary>Creates the service's producer, consumers and topics.</summary>
internal sealed class KafkaConnection : IDisposable
{
    private static readonly TimeSpan FlushTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseBetweenTries = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, bool> ensured = new();
    private readonly string servers;
    private readonly KafkaOptions options;
    private readonly ILogger<KafkaConnection> logger;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private IProducer<string, byte[]>? producer;

    public KafkaConnection(IConfiguration configuration, IOptions<KafkaOptions> options, TimeProvider time, ILogger<KafkaConnection> logger)
    {
        servers = configuration.GetConnectionString("kafka") ?? throw new InvalidOperationException("ConnectionStrings:kafka is not set.");
        this.options = options.Value;
        this.time = time;
        this.logger = logger;
    }

    /// <summary>The shared producer; replaced after a fatal error, so do not cache it.</summary>
    public IProducer<string, byte[]> Producer
    {
        get
        {
            lock (gate) return producer ??= BuildProducer();
        }
    }

    public IConsumer<string, byte[]> BuildConsumer(string group) =>
        new ConsumerBuilder<string, byte[]>(new ConsumerConfig(options.ClientSettings())
    {
        BootstrapServers = servers,
        GroupId = group,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        // At-least-once: offsets are stored after the transaction, and librdkafka commits stored offsets periodically. Redeliveries
        // after a crash are deduplicated by event id.
        EnableAutoCommit = true,
        AutoCommitIntervalMs = 5_000,
        EnableAutoOffsetStore = false,
        AllowAutoCreateTopics = false,
        SessionTimeoutMs = 6_000,
        HeartbeatIntervalMs = 2_000,
        FetchErrorBackoffMs = 100,
        SocketNagleDisable = true,
    }).SetLogHandler((_, message) => Log.Kafka(logger, message.Message)).Build();

    /// <summary>Creates missing topics; retries until Kafka is reachable.</summary>
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
            catch (KafkaException e) when (IsOutage(e))
            {
                Log.KafkaUnreachable(logger, e.Message);
                await Task.Delay(PauseBetweenTries, time, cancellation);
            }
        }
    }

    /// <summary>The cluster metadata: brokers, topics and partitions.</summary>
    public Metadata Metadata(TimeSpan patience)
    {
        using var admin = new DependentAdminClientBuilder(Producer.Handle).Build();
        return admin.GetMetadata(patience);
    }

    /// <summary>Connects to the bootstrap servers until one accepts.</summary>
    /// <exception cref="SocketException">No server accepts a TCP connection.</exception>
    public async Task PingAsync(CancellationToken cancellation)
    {
        var brokers = servers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(server => new Uri($"kafka://{server}")).ToList();
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
                // Try the next server.
            }
        }
    }

    public void Dispose()
    {
        producer?.Flush(FlushTime);
        producer?.Dispose();
    }

    /// <summary>
    /// Replaces a producer after a fatal error: an idempotent producer rejects all messages from then on. Its undelivered messages are
    /// reported as failed and published again.
    /// </summary>
    private void Replace(IProducer<string, byte[]> failed, Error error)
    {
        lock (gate)
        {
            if (!ReferenceEquals(producer, failed)) return;
            producer = null;
        }
        Log.ProducerFailed(logger, error.Reason);
        // On another thread: this is the producer's callback thread, for which Dispose waits (deadlock).
        _ = Task.Run(failed.Dispose);
    }

    // A cluster that refuses a topic, for lack of a permission or because of its settings, goes on refusing it.
    private static bool IsOutage(KafkaException exception) => exception is not CreateTopicsException refused
        || refused.Results.TrueForAll(topic => topic.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists
            or ErrorCode.RequestTimedOut or ErrorCode.NotController or ErrorCode.LeaderNotAvailable || topic.Error.IsLocalError);

    private async Task CreateAsync(List<string> topics)
    {
        // Not cached: an admin client has a polling thread that wakes ten times a second.
        using var admin = new DependentAdminClientBuilder(Producer.Handle).Build();
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
            // Publishers and consumers of other services create the same topics concurrently.
        }
    }

    private IProducer<string, byte[]> BuildProducer() => new ProducerBuilder<string, byte[]>(new ProducerConfig(options.ClientSettings())
    {
        BootstrapServers = servers,
        EnableIdempotence = true,
        Acks = Acks.All,
        LingerMs = 1,
        // Messages never time out: later ones with the same key would overtake them.
        MessageTimeoutMs = 0,
        SocketNagleDisable = true,
    })
        .SetLogHandler((_, message) => Log.Kafka(logger, message.Message))
        .SetErrorHandler((failed, error) =>
        {
            if (error.IsFatal) Replace(failed, error);
        })
        .Build();
}
