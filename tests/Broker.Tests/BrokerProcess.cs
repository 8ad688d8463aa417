using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Confluent.Kafka;

namespace MlOps.Broker.Tests;

/// <summary>The broker as a process of its own, which can be killed and started again over the same directory and port.</summary>
internal sealed class BrokerProcess : IAsyncDisposable
{
    private readonly int port = FreePort.Next();
    private readonly bool ownsDirectory;
    private Process? process;

    public BrokerProcess(string? directory = null)
    {
        ownsDirectory = directory is null;
        Directory = directory ?? System.IO.Directory.CreateTempSubdirectory("mlops-test-broker-").FullName;
    }

    public string Directory { get; }

    public string Bootstrap => $"127.0.0.1:{port}";

    /// <summary>The only segment file of a partition that has one segment.</summary>
    public string SegmentOf(string topic, int partition = 0) =>
        System.IO.Directory.GetFiles(Path.Combine(Directory, "topics", topic, $"{partition}"), "*.log").Single();

    public async Task StartAsync(params string[] more)
    {
        var broker = Path.Combine(AppContext.BaseDirectory, "MlOps.Broker.dll");
        process = Process.Start(new ProcessStartInfo("dotnet", [broker, "--data", Directory, "--port", $"{port}", .. more]) { RedirectStandardOutput = true })!;
        process.OutputDataReceived += (_, line) => { lock (Output) Output.Add(line.Data ?? ""); };
        process.BeginOutputReadLine();
        await Eventually.HoldsAsync(async () =>
        {
            process.HasExited.ShouldBeFalse("the broker ended");
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
    }

    public List<string> Output { get; } = [];

    public int ProcessId => process!.Id;

    /// <summary>Whether a line of the output so far has <paramref name="text"/> in it.</summary>
    public bool Says(string text)
    {
        lock (Output) return Output.Exists(line => line.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; returns the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process!.Id}"]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        return process.ExitCode;
    }

    public IProducer<string, string> Producer() => new ProducerBuilder<string, string>(new ProducerConfig
    {
        BootstrapServers = Bootstrap, Acks = Acks.All, EnableIdempotence = true, LingerMs = 1, ReconnectBackoffMs = 20, ReconnectBackoffMaxMs = 100,
    }).Build();

    /// <summary>Every record of a topic's partition 0, up to its end.</summary>
    public List<ConsumeResult<string, string>> ReadToEnd(string topic)
    {
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = Bootstrap, GroupId = "reader", EnablePartitionEof = true, EnableAutoCommit = false,
        }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        var records = new List<ConsumeResult<string, string>>();
        while (consumer.Consume(TimeSpan.FromSeconds(20)) is { IsPartitionEOF: false } record) records.Add(record);
        return records;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false }) await KillAsync();
        process?.Dispose();
        if (ownsDirectory) System.IO.Directory.Delete(Directory, recursive: true);
    }
}
