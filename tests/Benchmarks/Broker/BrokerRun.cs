using System.Diagnostics;
using System.Net.Sockets;
using MlOps.Testing;

namespace MlOps.Benchmarks.Broker;

/// <summary>
/// A broker as it runs otherwise: a process of its own with group fsync. It stays for all turns, so that those that warm up warm it
/// too: one that has just started compiles its methods meanwhile. Each turn begins without the topic.
/// </summary>
internal sealed class BrokerRun : IAsyncDisposable
{
    public const string Topic = "benchmark";
    private readonly TemporaryDirectory directory = new();
    private readonly int port = FreePort.Next();
    private readonly Process process;

    private BrokerRun() => process = Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "MlOps.Broker.dll"), "--data", directory.Path, "--port", $"{port}", "--fsync", "group"])
    {
        RedirectStandardOutput = true,
    })!;

    public string Servers => $"127.0.0.1:{port}";

    private IEnumerable<string> Segments => Directory.EnumerateFiles(directory[Path.Combine("topics", Topic, "0")], "*.log").Order();

    /// <summary>Starts a broker and returns once it takes connections.</summary>
    public static async Task<BrokerRun> StartAsync()
    {
        var run = new BrokerRun();
        try
        {
            run.process.BeginOutputReadLine();
            await Eventually.HoldsAsync(run.ListensAsync);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>MB/s of producing, of fetching from the disk, and of fetching from memory; only the messages' values count.</summary>
    public async Task<double[]> MeasureAsync(int megabytes, IBrokerClient client, CancellationToken cancellation)
    {
        PageCache.MakeRoom(megabytes);
        var produced = await client.ProduceAsync(cancellation);
        foreach (var segment in Segments) await PageCache.DropAsync(segment);
        var fetched = await client.FetchAsync(cancellation);
        var again = await client.FetchAsync(cancellation);
        await ProtocolClient.DeleteTopicAsync(Servers, cancellation);
        return [megabytes / produced, megabytes / fetched, megabytes / again];
    }

    /// <summary>Takes what is stored here away, as requests that produce it.</summary>
    public async Task<ProduceRequests> TakeRequestsAsync(CancellationToken cancellation)
    {
        var requests = new ProduceRequests();
        foreach (var segment in Segments) await requests.AddAsync(segment, cancellation);
        await ProtocolClient.DeleteTopicAsync(Servers, cancellation);
        return requests;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        directory.Dispose();
    }

    private async Task<bool> ListensAsync()
    {
        if (process.HasExited) throw new InvalidOperationException($"The broker ended with {process.ExitCode}.");
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
