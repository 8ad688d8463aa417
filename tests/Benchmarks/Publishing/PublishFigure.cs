using System.Runtime.CompilerServices;
using Confluent.Kafka;
using Google.Protobuf;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using MlOps.Broker;
using MlOps.Broker.Server;
using MlOps.Broker.Storage;
using MlOps.EventSourcing.Hosting;
using MlOps.ServiceHost;

namespace MlOps.Benchmarks.Publishing;

/// <summary>From a service's commit to a consumer, against producing to the same broker by hand.</summary>
internal sealed class PublishFigure : IFigure
{
    private const int Rate = 1_000;
    private const double LagTarget = 30;
    private const string DirectTopic = "direct";

    public async IAsyncEnumerable<Row> MeasureAsync(Scale scale, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var directory = new TemporaryDirectory();
        await using var broker = await BrokerServer.StartAsync(new BrokerOptions { DataDirectory = directory.Path, Port = 0, Fsync = FsyncPolicy.Group });
        await using var system = await TestSystem.StartAsync();
        await using var service = await system.StartServiceAsync(
            "announcer", builder => builder.AddEventStore("announcer", Announced.Table(), _ => { }), _ => { },
            new Dictionary<string, string?> { ["ConnectionStrings:kafka"] = broker.BootstrapServers });
        using var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig
        {
            BootstrapServers = broker.BootstrapServers, EnableIdempotence = true, Acks = Acks.All, LingerMs = 1, SocketNagleDisable = true,
            QueueBufferingMaxMessages = 1_000_000,
        }).Build();
        await using var published = new Arrivals(broker.BootstrapServers, Announced.Topic);
        await using var produced = new Arrivals(broker.BootstrapServers, DirectTopic);
        var store = service.Services.GetRequiredService<IDocumentStore>();
        var subject = new Channel(published, (numbers, token) => SaveAsync(store, numbers, token));
        var baseline = new Channel(produced, (numbers, _) => Produce(producer, numbers));

        var count = (int)(Rate * scale.Turn.TotalSeconds * 2);
        var (lag, directLag) = await Turns.TakeAsync(
            scale.Rounds, () => subject.LagAsync(Rate, count, cancellation), () => baseline.LagAsync(Rate, count, cancellation));
        yield return Row.OfTimes($"publish lag p50 at {lag[2]:#,0} events/s", lag[0], directLag[0]);
        yield return Row.OfTimes($"publish lag p99 at {lag[2]:#,0} events/s", lag[1], directLag[1], LagTarget);

        var (rate, directRate) = await Turns.TakeAsync(
            scale.Rounds, () => subject.ThroughputAsync(scale.PublishedEvents, cancellation), () => baseline.ThroughputAsync(scale.PublishedEvents, cancellation));
        yield return Row.OfRates("publish, sustained", "events/s", rate, directRate);
    }

    private static async Task SaveAsync(IDocumentStore store, IReadOnlyList<int> numbers, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        session.Events.StartStream($"announcement/{numbers[0]}", numbers.Select(number => (object)new Announced(number)).ToArray());
        await session.SaveChangesAsync(cancellation);
    }

    private static Task Produce(IProducer<string, byte[]> producer, IReadOnlyList<int> numbers)
    {
        foreach (var number in numbers)
            producer.Produce(DirectTopic, new Message<string, byte[]> { Key = $"announcement/{numbers[0]}", Value = Announced.Wire(number).ToByteArray() });
        return Task.CompletedTask;
    }
}
