using System.Collections.Concurrent;
using System.Diagnostics;
using Confluent.Kafka;
using MlOps.Broker.Protocol;
using MlOps.Broker.Server;
using MlOps.Broker.Storage;
using Microsoft.Extensions.Logging;
using Refusal = MlOps.Broker.Protocol.ErrorCode;

namespace MlOps.Broker.Tests;

public sealed class HostileClientTests : IAsyncLifetime, IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("mlops-test-broker-").FullName;
    private readonly Lines lines = new();
    private BrokerServer broker = null!;

    public static TheoryData<string, byte[]> Malformed => new()
    {
        { "a negative size", [0xff, 0xff, 0xff, 0xff] },
        { "a size over the limit", [0x7f, 0xff, 0xff, 0xff] },
        { "a frame too short for a header", [0, 0, 0, 2, 0, 18] },
        { "another protocol", [.. "GET / HTTP/1.1\r\n\r\n"u8] },
        { "an unknown kind of request", [0, 0, 0, 10, 0x03, 0xe7, 0, 0, 0, 0, 0, 1, 0, 0] },
        { "an unknown version", [0, 0, 0, 10, 0, 3, 0, 99, 0, 0, 0, 1, 0, 0] },
        { "an array longer than its frame", [0, 0, 0, 14, 0, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0x7f, 0xff, 0xff, 0xff] },
        { "a large one with an array longer than its frame", [0, 1, 0, 0, 0, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0x7f, 0xff, 0xff, 0xff, .. new byte[65536 - 14]] },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task malformed_request_closes_its_connection_with_one_log_line_and_nothing_else(string what, byte[] bytes)
    {
        using var hostile = new RawConnection(broker.Port);
        using var neighbour = new RawConnection(broker.Port);

        await hostile.SendAsync(bytes);

        (await hostile.ReceiveAsync()).ShouldBeNull(what);
        await Eventually.HoldsAsync(() => Task.FromResult(lines.Warnings.Count == 1));
        await neighbour.SendAsync(ApiKey.ApiVersions, 0, _ => { });
        (await neighbour.ReceiveAsync())!.Int16().ShouldBe((short)0);
        lines.Warnings.Count.ShouldBe(1);
    }

    [Fact]
    public async Task malformed_request_does_not_wait_for_the_fetch_before_it()
    {
        using (var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.BootstrapServers }).Build())
            await admin.CreateTopicsAsync([new() { Name = "quiet", NumPartitions = 1, ReplicationFactor = 1 }]);
        using var hostile = new RawConnection(broker.Port);
        await hostile.SendAsync(ApiKey.Fetch, 4, w => Fetch(w, "quiet", [0], offset: 0, waitMilliseconds: 60_000));

        await hostile.SendAsync([0xff, 0xff, 0xff, 0xff]);

        (await hostile.ReceiveAsync()).ShouldBeNull();
        await Eventually.HoldsAsync(() => Task.FromResult(lines.Warnings.Count == 1));
    }

    [Fact]
    public async Task unknown_version_of_api_versions_is_answered_in_version_0()
    {
        using var newer = new RawConnection(broker.Port);

        await newer.SendAsync(ApiKey.ApiVersions, 99, _ => { });

        var answer = (await newer.ReceiveAsync())!;
        answer.Int16().ShouldBe((short)Refusal.UnsupportedVersion);
        answer.Array(api => (api.Int16(), api.Int16(), api.Int16())).ShouldContain(((short)ApiKey.ApiVersions, (short)0, (short)4));
    }

    [Fact]
    public async Task damaged_batch_is_refused_and_the_connection_goes_on()
    {
        using var producer = new RawConnection(broker.Port);
        await producer.SendAsync(ApiKey.Metadata, 1, w => w.Array(["damaged"], (t, name) => t.String(name)));
        await producer.ReceiveAsync();
        var writer = new RecordBatchWriter();
        writer.Add("k"u8, "v"u8.ToArray());
        var batch = writer.Finish(1);

        batch[^1] ^= 1;
        (await ProduceAsync(producer, batch)).ShouldBe(Refusal.CorruptMessage);
        batch[^1] ^= 1;
        (await ProduceAsync(producer, batch)).ShouldBe(Refusal.None);
        (await ProduceAsync(producer, [.. batch, .. batch])).ShouldBe(Refusal.InvalidRecord);
    }

    [Fact]
    public async Task slow_readers_and_a_thousand_partitions_take_little_memory()
    {
        const int partitions = 1000;
        var value = new string('x', 20_000);
        using (var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.BootstrapServers }).Build())
            await admin.CreateTopicsAsync([new() { Name = "wide", NumPartitions = partitions, ReplicationFactor = 1 }], new() { RequestTimeout = TimeSpan.FromMinutes(1) });
        using (var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = broker.BootstrapServers, LingerMs = 5 }).Build())
        {
            for (var i = 0; i < partitions * 5; i++) producer.Produce(new TopicPartition("wide", i % partitions), new Message<Null, string> { Value = value });
            producer.Flush(TimeSpan.FromMinutes(1)).ShouldBe(0);
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var slow = Enumerable.Range(0, 20).Select(_ => new RawConnection(broker.Port)).ToList();
        foreach (var reader in slow) await reader.SendAsync(ApiKey.Fetch, 4, FetchEverything);
        using var quick = new RawConnection(broker.Port);
        await quick.SendAsync(ApiKey.Fetch, 4, FetchEverything);
        var answer = (await quick.ReceiveAsync())!;
        var held = GC.GetTotalMemory(forceFullCollection: true) - before - answer.Remaining;

        answer.Remaining.ShouldBeGreaterThan(partitions * value.Length * 4);
        held.ShouldBeLessThan(64 * 1024 * 1024, "twenty readers were promised 100 MB each");
        slow.ForEach(reader => reader.Dispose());

        static void FetchEverything(ResponseWriter w) => Fetch(w, "wide", [.. Enumerable.Range(0, partitions)], offset: 0, waitMilliseconds: 100);
    }

    [Fact]
    public async Task waiting_fetch_is_answered_as_soon_as_records_arrive()
    {
        using var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = broker.BootstrapServers, LingerMs = 0 }).Build();
        await producer.ProduceAsync("prompt", new Message<Null, string> { Value = "0" });
        using var reader = new RawConnection(broker.Port);
        await reader.SendAsync(ApiKey.Fetch, 4, w => Fetch(w, "prompt", [0], offset: 1, waitMilliseconds: 20_000));
        var answered = reader.ReceiveAsync();
        answered.IsCompleted.ShouldBeFalse();
        var watch = Stopwatch.StartNew();

        await producer.ProduceAsync("prompt", new Message<Null, string> { Value = "1" });

        (await answered).ShouldNotBeNull();
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10), "half of what the fetch would have waited");
    }

    public async Task InitializeAsync()
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(lines));
        broker = await BrokerServer.StartAsync(new BrokerOptions { DataDirectory = directory, Port = 0 }, loggers);
    }

    public async Task DisposeAsync()
    {
        await broker.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    public void Dispose() => lines.Dispose();

    private static void Fetch(ResponseWriter w, string topic, int[] partitions, long offset, int waitMilliseconds)
    {
        w.Int32(-1);
        w.Int32(waitMilliseconds);
        w.Int32(1);
        w.Int32(int.MaxValue);
        w.Int8(0);
        w.Array([topic], (t, name) =>
        {
            t.String(name);
            t.Array(partitions, (p, index) =>
            {
                p.Int32(index);
                p.Int64(offset);
                p.Int32(1 << 20);
            });
        });
    }

    private static async Task<Refusal> ProduceAsync(RawConnection connection, byte[] records)
    {
        await connection.SendAsync(ApiKey.Produce, 3, w =>
        {
            w.String(null);
            w.Int16(-1);
            w.Int32(1000);
            w.Array(["damaged"], (t, name) =>
            {
                t.String(name);
                t.Array([0], (p, index) =>
                {
                    p.Int32(index);
                    p.Bytes(records);
                });
            });
        });
        var answer = (await connection.ReceiveAsync())!;
        return answer.Array(t => (t.String(), t.Array(p => (p.Int32(), Error: (Refusal)p.Int16(), p.Int64(), p.Int64()))[0].Error))[0].Item2;
    }

    /// <summary>Collects what the broker logs at warning and above.</summary>
    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Warnings { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Warnings.Enqueue(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
