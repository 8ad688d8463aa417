using System.Diagnostics;
using Confluent.Kafka;

namespace MlOps.Benchmarks.Broker;

/// <summary>Confluent.Kafka: one message at a time goes in and comes out.</summary>
internal sealed class ConfluentClient(string servers, int messages, int messageBytes) : IBrokerClient
{
    public Task<double> ProduceAsync(CancellationToken cancellation) => Task.Run(() => Produce(cancellation), cancellation);

    public Task<double> FetchAsync(CancellationToken cancellation) => Task.Run(() => Fetch(cancellation), cancellation);

    private double Produce(CancellationToken cancellation)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig
        {
            BootstrapServers = servers, EnableIdempotence = true, Acks = Acks.All, LingerMs = 5, BatchSize = 1_000_000, SocketNagleDisable = true,
            QueueBufferingMaxKbytes = 64 * 1024, EnableDeliveryReports = false,
        }).Build();
        var value = new byte[messageBytes];
        Random.Shared.NextBytes(value);
        var message = new Message<Null, byte[]> { Value = value };
        producer.Produce(BrokerRun.Topic, message);
        producer.Flush(cancellation);
        var start = Stopwatch.GetTimestamp();
        for (var sent = 1; sent < messages;)
        {
            try
            {
                producer.Produce(BrokerRun.Topic, message);
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
    private double Fetch(CancellationToken cancellation)
    {
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = servers, GroupId = "benchmark", EnableAutoCommit = false, SocketNagleDisable = true,
        }).Build();
        consumer.Assign(new TopicPartitionOffset(BrokerRun.Topic, 0, Offset.Beginning));
        consumer.Consume(cancellation);
        var start = Stopwatch.GetTimestamp();
        for (var fetched = 1; fetched < messages; fetched++) consumer.Consume(cancellation);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        consumer.Close();
        return elapsed;
    }
}
