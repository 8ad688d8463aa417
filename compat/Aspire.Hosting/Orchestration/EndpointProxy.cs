using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Listens on the public port of an endpoint and spreads connections over its instances in turn.</summary>
internal sealed class EndpointProxy(string resource, string endpoint, int port, int[] targets, ILogger logger) : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, port);
    private readonly CancellationTokenSource stopping = new();
    private int next;

    public void Start()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    public void Dispose()
    {
        stopping.Cancel();
        listener.Dispose();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var stop = stopping.Token;
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(stop);
                _ = RelayAsync(client, stop);
            }
        }
        catch (Exception e) when (stop.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The application stops.
        }
    }

    private async Task RelayAsync(Socket client, CancellationToken stop)
    {
        try
        {
            await using var from = new NetworkStream(client, ownsSocket: true);
            await using var to = new NetworkStream(await ConnectAsync(stop), ownsSocket: true);
            await Task.WhenAny(from.CopyToAsync(to, stop), to.CopyToAsync(from, stop));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            Log.ProxiedConnectionBroke(logger, e, endpoint, resource);
        }
    }

    /// <summary>Connects to the next instance that accepts; an instance that is down is passed over.</summary>
    private async Task<Socket> ConnectAsync(CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            var target = targets[(uint)Interlocked.Increment(ref next) % targets.Length];
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, target, stop);
                return socket;
            }
            catch (SocketException) when (attempt < targets.Length)
            {
                socket.Dispose();
            }
        }
    }
}
