using System.Diagnostics;
using Confluent.Kafka;
using KafkaBroker;
using KafkaBroker.Storage;

namespace MlOps.Benchmarks.Broker;

/// <summary>A broker with group fsync on an empty directory, filled and read once by a real client.</summary>
internal static class BrokerRun
{
    private const string Topic = "benchmark";
    private const int Megabyte = 1_000_000;

    /// <summary>MB/s of producing, of fetching from the disk, and of fetching from memory, by clients that are connected; only the messages' values count.</summary>
    public static async Task<double[]> MeasureAsync(int megabytes, int messageBytes, CancellationToken cancellation)
    {
        using var directory = new TemporaryDirectory();
        await using var broker = await BrokerServer.StartAsync(new BrokerOptions { DataDirectory = directory.Path, Port = 0, Fsync = FsyncPolicy.Group });
        var messages = megabytes * (Megabyte / messageBytes);
        var produced = await Task.Run(() => Produce(broker.BootstrapServers, messages, messageBytes, cancellation), cancellation);
        foreach (var segment in Directory.EnumerateFiles(directory.Path, "*.log", SearchOption.AllDirectories)) await PageCache.DropAsync(segment);
        var fetched = await Task.Run(() => Fetch(broker.BootstrapServers, messages, cancellation), cancellation);
        var again = await Task.Run(() => Fetch(broker.BootstrapServers, messages, cancellation), cancellation);
        return [megabytes / produced, megabytes / fetched, megabytes / again];
    }

    private static double Produce(string servers, int messages, int messageBytes, CancellationToken cancellation)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig
        {
            BootstrapServers = servers, EnableIdempotence = true, Acks = Acks.All, LingerMs = 5, BatchSize = Megabyte, SocketNagleDisable = true,
            QueueBufferingMaxKbytes = 64 * 1024, EnableDeliveryReports = false,
        }).Build();
        var value = new byte[messageBytes];
        Random.Shared.NextBytes(value);
        var message = new Message<Null, byte[]> { Value = value };
        producer.Produce(Topic, message);
        producer.Flush(cancellation);
        var start = Stopwatch.GetTimestamp();
        for (var sent = 0; sent < messages;)
        {
            try
            {
                producer.Produce(Topic, message);
                sent++;
            }
            catch (ProduceException<Null, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(1));
            }
        }
        producer.Flush(cancellation);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>From the first message on: before it, the client looks for the partition's leader, at its own intervals.</summary>
    private static double Fetch(string servers, int messages, CancellationToken cancellation)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = servers, GroupId = "benchmark", EnableAutoCommit = false, SocketNagleDisable = true,
        }).Build();
        consumer.Assign(new TopicPartitionOffset(Topic, 0, Offset.Beginning));
        consumer.Consume(cancellation);
        var start = Stopwatch.GetTimestamp();
        for (var fetched = 0; fetched < messages; fetched++) consumer.Consume(cancellation);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        consumer.Close();
        return elapsed;
    }
}
