using Confluent.Kafka;
using Google.Protobuf;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MlOps.Blobs;
using MlOps.Messaging;

namespace MlOps.ServiceHost;

/// <summary>The test's own side of Kafka.</summary>
internal sealed class TestKafka(string servers, string blobRoot) : IDisposable
{
    private const string Source = "/mlops/test";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly ClaimCheck claims = new(new LocalBlobStore(blobRoot));
    private readonly KafkaConnection connection = new(
        new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:kafka", servers)]).Build(),
        Options.Create(new KafkaOptions()), TimeProvider.System, NullLogger<KafkaConnection>.Instance);

    public async Task<string> PublishAsync(string topic, string subject, IMessage wireEvent, string? eventId, DateTimeOffset? time, string workspace)
    {
        var id = eventId is null ? Guid.NewGuid() : Guid.Parse(eventId);
        var attributes = new CloudEvent
        {
            Id = id.ToString(),
            Type = wireEvent.Descriptor.FullName,
            Source = Source,
            Subject = subject,
            Time = time ?? TimeProvider.System.GetUtcNow(),
            Actor = "test",
            Workspace = workspace,
            CorrelationId = id.ToString(),
            CausationId = "",
            Reason = "",
            Sequence = 1,
            StreamVersion = 1,
            TraceParent = System.Diagnostics.Activity.Current?.Id,
        };
        var message = CloudEvents.Write(attributes, wireEvent.ToByteArray());
        await claims.DepositAsync(message, CancellationToken.None);
        await ProduceAsync(topic, message);
        return id.ToString();
    }

    public async Task ProduceAsync(string topic, Message<string, byte[]> message)
    {
        await connection.EnsureTopicsAsync([topic], CancellationToken.None);
        await connection.Producer.ProduceAsync(topic, message);
    }

    public async Task<Consumed<T>> ConsumeAsync<T>(string topic, Func<Consumed<T>, bool> match)
        where T : IMessage<T>, new()
    {
        Consumed<T>? found = null;
        var type = new T().Descriptor.FullName;
        await ReadAsync(topic, results =>
        {
            var message = CloudEvents.Read(results[^1]);
            if (message.Type != type) return false;
            var typed = new Consumed<T>(claims.CollectAsync(message, CancellationToken.None).GetAwaiter().GetResult());
            if (match(typed)) found = typed;
            return found is not null;
        });
        return found!;
    }

    public async Task<IReadOnlyList<ConsumeResult<string, byte[]>>> ReadAsync(
        string topic, Func<IReadOnlyList<ConsumeResult<string, byte[]>>, bool> enough)
    {
        using var limit = new CancellationTokenSource(Limit);
        await connection.EnsureTopicsAsync([topic], limit.Token);
        return await Task.Run(() => Read(topic, enough, limit.Token), CancellationToken.None);
    }

    public void Dispose() => connection.Dispose();

    private List<ConsumeResult<string, byte[]>> Read(
        string topic, Func<IReadOnlyList<ConsumeResult<string, byte[]>>, bool> enough, CancellationToken cancellation)
    {
        var results = new List<ConsumeResult<string, byte[]>>();
        using var consumer = connection.BuildConsumer("test");
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        try
        {
            do results.Add(consumer.Consume(cancellation));
            while (!enough(results));
            return results;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{topic} did not get what was waited for; it has {results.Count} messages.");
        }
    }
}
