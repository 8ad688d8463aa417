using KafkaBroker;
using KafkaBroker.Storage;

namespace MlOps.Benchmarks.Broker;

/// <summary>A broker with group fsync on an empty directory.</summary>
internal sealed class BrokerRun : IAsyncDisposable
{
    public const string Topic = "benchmark";
    private readonly TemporaryDirectory directory;
    private readonly BrokerServer broker;

    private BrokerRun(TemporaryDirectory directory, BrokerServer broker) => (this.directory, this.broker) = (directory, broker);

    public string Servers => broker.BootstrapServers;

    private IEnumerable<string> Segments => Directory.EnumerateFiles(directory[Path.Combine("topics", Topic, "0")], "*.log").Order();

    public static async Task<BrokerRun> StartAsync()
    {
        var directory = new TemporaryDirectory();
        return new BrokerRun(directory, await BrokerServer.StartAsync(new BrokerOptions { DataDirectory = directory.Path, Port = 0, Fsync = FsyncPolicy.Group }));
    }

    /// <summary>MB/s of producing, of fetching from the disk, and of fetching from memory; only the messages' values count.</summary>
    public async Task<double[]> MeasureAsync(int megabytes, Func<string, IBrokerClient> connect, CancellationToken cancellation)
    {
        var client = connect(Servers);
        var produced = await client.ProduceAsync(cancellation);
        foreach (var segment in Segments) await PageCache.DropAsync(segment);
        var fetched = await client.FetchAsync(cancellation);
        var again = await client.FetchAsync(cancellation);
        return [megabytes / produced, megabytes / fetched, megabytes / again];
    }

    /// <summary>Requests that produce what is stored here.</summary>
    public async Task<ProduceRequests> PrepareAgainAsync(CancellationToken cancellation)
    {
        var requests = new ProduceRequests();
        foreach (var segment in Segments) await requests.AddAsync(segment, cancellation);
        return requests;
    }

    public async ValueTask DisposeAsync()
    {
        await broker.DisposeAsync();
        directory.Dispose();
    }
}
