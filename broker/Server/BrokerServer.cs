using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MlOps.Broker.Apis;
using MlOps.Broker.Groups;
using MlOps.Broker.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MlOps.Broker.Server;

/// <summary>A single-node development broker that speaks the Kafka protocol, hosted in this process.</summary>
public sealed class BrokerServer : IAsyncDisposable
{
    // Linux: <netinet/tcp.h>. BBR, if it is the system's congestion control, paces even loopback traffic; Reno, always available, does not.
    private const int IpProtocolTcp = 6;
    private const int TcpCongestion = 13;

    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);
    private readonly Broker broker;
    private readonly Socket listener;
    private readonly FileStream ownership;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<Task, Socket> connections = [];
    private readonly ApiTable apis;
    private readonly Task accepting;
    private readonly Task cleaning;
    private int disposed;

    private BrokerServer(Broker broker, Socket listener, FileStream ownership, ILogger logger)
    {
        (this.broker, this.listener, this.ownership, this.logger) = (broker, listener, ownership, logger);
        apis = new ApiTable(broker);
        accepting = AcceptAsync();
        cleaning = new Cleaning(broker, logger).RunAsync(stopping.Token);
    }

    /// <summary>The listen port.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    /// <summary>The advertised host:port, for a client's bootstrap.servers.</summary>
    public string BootstrapServers => $"{broker.Address.Host}:{broker.Address.Port}";

    /// <summary>The partitions that refuse writes until a restart because an fsync failed.</summary>
    public IReadOnlyList<string> FailedPartitions => [.. broker.Logs.Where(log => log.HasFailed).Select(log => log.Name)];

    /// <summary>Recovers the data directory and starts to listen.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="loggerFactory">The loggers; none by default.</param>
    /// <param name="time">The clock for sessions, retention and LogAppendTime.</param>
    /// <exception cref="IOException">Another running broker has locked the directory, or it cannot be used.</exception>
    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public static async Task<BrokerServer> StartAsync(
        BrokerOptions options, ILoggerFactory? loggerFactory = null, TimeProvider? time = null)
    {
        var logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger("MlOps.Broker");
        logger.DevelopmentBroker();
        time ??= TimeProvider.System;
        var directory = Path.GetFullPath(options.DataDirectory);
        Directory.CreateDirectory(directory);
        var ownership = new FileStream(Path.Combine(directory, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var commit = new GroupCommit(options.Fsync, FlushInterval);
        Socket? listener = null;
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(options.Host);
            listener = new Socket(addresses[0].AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (!OperatingSystem.IsWindows()) listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            if (OperatingSystem.IsLinux() && IPAddress.IsLoopback(addresses[0]))
                listener.SetRawSocketOption(IpProtocolTcp, TcpCongestion, "reno"u8);
            listener.Bind(new IPEndPoint(addresses[0], options.Port));

            var topics = new TopicCatalog(Path.Combine(directory, "topics"), commit, time, logger);
            var offsets = new OffsetStore(Path.Combine(directory, "offsets"), commit, time, logger);
            var broker = new Broker(
                options,
                ClusterId.Of(directory),
                topics,
                new GroupCoordinator(offsets, time, logger),
                new ProducerIds(Path.Combine(directory, "producer-ids")),
                commit,
                time) { Address = options.Advertise(((IPEndPoint)listener.LocalEndPoint!).Port) };
            listener.Listen(512);
            var server = new BrokerServer(broker, listener, ownership, logger);
            logger.Listening(options.Host, server.Port, directory, options.Fsync.ToString(), topics.All.Count());
            return server;
        }
        catch
        {
            listener?.Dispose();
            commit.Dispose();
            await ownership.DisposeAsync();
            throw;
        }
    }

    /// <summary>Closes every connection, fsyncs pending appends and closes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        await cleaning;
        foreach (var (_, socket) in connections) socket.Dispose();
        await Task.WhenAll(connections.Keys);
        broker.Groups.Dispose();
        broker.Commit.Dispose();
        broker.Topics.Close();
        broker.Groups.Offsets.Log.Close();
        await ownership.DisposeAsync();
        stopping.Dispose();
        logger.Stopped();
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync(stopping.Token);
            }
            catch (Exception closed) when (closed is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                continue;
            }

            socket.NoDelay = true;
            var connection = Task.Run(() => new Connection(socket, apis, broker.Options.MaxRequestBytes, logger).RunAsync(stopping.Token));
            connections[connection] = socket;
            _ = connection.ContinueWith(ended => connections.TryRemove(ended, out _), TaskScheduler.Default);
        }
    }
}
