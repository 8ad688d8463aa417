using System.Collections.Concurrent;
using System.Globalization;
using Confluent.Kafka;

namespace MlOps.Broker.Tests;

/// <summary>The broker as a process that is killed.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task kill_9_loses_nothing_acknowledged_and_repeats_nothing()
    {
        await using var broker = new BrokerProcess();
        await broker.StartAsync();
        using var producer = broker.Producer();
        var acknowledged = new ConcurrentQueue<int>();
        using var enough = new CancellationTokenSource();
        var producing = Task.Run(async () =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                var value = i;
                producer.Produce("events", new Message<string, string> { Value = $"{value}" }, report =>
                {
                    if (report.Error.Code == ErrorCode.NoError) acknowledged.Enqueue(value);
                });
                if (i % 50 == 49) await Task.Yield();
                while (i - acknowledged.Count > 2000 && !enough.IsCancellationRequested) await Task.Yield();
            }
        });

        for (var crash = 1; crash <= 3; crash++)
        {
            var before = acknowledged.Count;
            await Eventually.HoldsAsync(() => Task.FromResult(acknowledged.Count > before + 3000));
            await broker.KillAsync();
            await broker.StartAsync();
        }

        await enough.CancelAsync();
        await producing;
        producer.Flush(TimeSpan.FromSeconds(30)).ShouldBe(0);
        IEnumerable<int> stored = broker.ReadToEnd("events").ConvertAll(record => int.Parse(record.Message.Value, CultureInfo.InvariantCulture));

        stored.ShouldBe(stored.Distinct().Order(), "records are in order, and none is stored twice");
        acknowledged.Except(stored).ShouldBeEmpty("every acknowledged record is there");
    }

    [Theory]
    [InlineData("half a batch")]
    [InlineData("garbage")]
    [InlineData("a flipped bit in the last batch")]
    public async Task torn_tail_is_cut_at_the_last_whole_batch(string damage)
    {
        await using var broker = new BrokerProcess();
        await broker.StartAsync();
        using var producer = broker.Producer();
        for (var i = 0; i < 5; i++) await producer.ProduceAsync("torn", new Message<string, string> { Value = $"{i}" });
        await broker.KillAsync();
        var file = broker.SegmentOf("torn");
        var whole = await File.ReadAllBytesAsync(file);
        var lastBatch = whole.Length / 5 * 4;
        byte[] damaged = damage switch
        {
            "half a batch" => whole[..(lastBatch + 40)],
            "garbage" => [.. whole, .. Enumerable.Repeat((byte)0xA7, 500)],
            _ => [.. whole[..^1], (byte)(whole[^1] ^ 1)],
        };
        await File.WriteAllBytesAsync(file, damaged);

        await broker.StartAsync();

        var left = damage == "garbage" ? 5 : 4;
        broker.ReadToEnd("torn").Select(r => r.Message.Value).ShouldBe(Enumerable.Range(0, left).Select(i => $"{i}"));
        new FileInfo(file).Length.ShouldBe(left == 5 ? whole.Length : lastBatch);
        using var next = broker.Producer();
        (await next.ProduceAsync("torn", new Message<string, string> { Value = "after" })).Offset.Value.ShouldBe(left);
        broker.Output.ShouldContain(line => line.Contains("after the last whole batch"));
    }

    [Fact]
    public async Task committed_offsets_outlive_kill_9()
    {
        await using var broker = new BrokerProcess();
        await broker.StartAsync();
        using var producer = broker.Producer();
        await producer.ProduceAsync("read", new Message<string, string> { Value = "x" });
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig { BootstrapServers = broker.Bootstrap, GroupId = "g" }).Build();
        consumer.Commit([new TopicPartitionOffset("read", 0, 1)]);

        await broker.KillAsync();
        await broker.StartAsync();

        consumer.Committed([new TopicPartition("read", 0)], TimeSpan.FromSeconds(20))[0].Offset.Value.ShouldBe(1);
    }

    [Fact]
    public async Task says_what_it_is_answers_health_and_ends_cleanly_on_sigterm()
    {
        await using var broker = new BrokerProcess();
        var http = FreePort.Next();
        await broker.StartAsync("--http", $"{http}");
        using var client = new HttpClient();
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                return (await client.GetAsync(new Uri($"http://127.0.0.1:{http}/health"))).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });

        (await broker.TerminateAsync()).ShouldBe(0);
        broker.Output[0].ShouldContain("development broker");
    }
}
