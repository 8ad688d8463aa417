using System.Runtime.CompilerServices;

namespace MlOps.Benchmarks.Broker;

/// <summary>Producing and fetching, against writing and reading the same bytes on the same disk.</summary>
internal sealed class BrokerFigure : IFigure
{
    private const double Target = 0.7;

    public async IAsyncEnumerable<Row> MeasureAsync(Scale scale, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var megabytes = scale.BrokerMegabytes;
        foreach (var bytes in (int[])[1_000, 10_000])
        {
            await using var run = await BrokerRun.StartAsync();
            var confluent = new ConfluentClient(run.Servers, megabytes * (1_000_000 / bytes), bytes);
            // The plain client produces what Confluent.Kafka stored, so that both have the broker do the same.
            await confluent.ProduceAsync(cancellation);
            using var requests = await run.TakeRequestsAsync(cancellation);
            var plain = new ProtocolClient(run.Servers, requests);
            var (subject, baseline) = await Turns.TakeAsync(
                scale.Rounds,
                async () => [.. await run.MeasureAsync(megabytes, plain, cancellation), .. await run.MeasureAsync(megabytes, confluent, cancellation)],
                () => PlainFile.MeasureAsync(megabytes, cancellation));
            var messages = $"{bytes:#,0} bytes a message";
            yield return Row.OfRates($"broker produce, plain protocol client, {messages}", "MB/s", subject[0], baseline[0], Target);
            yield return Row.OfRates($"broker fetch from disk, plain protocol client, {messages}", "MB/s", subject[1], baseline[1], Target);
            yield return Row.OfRates($"broker fetch from memory, plain protocol client, {messages}", "MB/s", subject[2], baseline[2]);
            yield return Row.OfRates($"broker produce, Confluent.Kafka, {messages}", "MB/s", subject[3], baseline[0]);
            yield return Row.OfRates($"broker fetch from disk, Confluent.Kafka, {messages}", "MB/s", subject[4], baseline[1]);
            yield return Row.OfRates($"broker fetch from memory, Confluent.Kafka, {messages}", "MB/s", subject[5], baseline[2]);
        }
    }
}
