using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace MlOps.ServiceDefaults.Tests.Kafka;

/// <summary>
/// Stands between a client and a broker, and answers InitProducerId with CLUSTER_AUTHORIZATION_FAILED while it refuses. One request
/// at a time per connection; the broker's address in its metadata is replaced by the proxy's.
/// </summary>
internal sealed class RefusingProxy : IAsyncDisposable
{
    private const short MetadataKey = 3;
    private const short InitProducerIdKey = 22;
    private const short ClusterAuthorizationFailed = 31;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly IPEndPoint broker;
    private readonly Task accepting;

    private RefusingProxy(string servers)
    {
        broker = IPEndPoint.Parse(servers);
        listener.Start();
        accepting = AcceptAsync();
    }

    public bool Refuses { get; set; } = true;

    public string Address => $"127.0.0.1:{Port}";

    private int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public static RefusingProxy Start(string servers) => new(servers);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await accepting;
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var calls = new List<Task>();
        try
        {
            while (true) calls.Add(ForwardAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException && stopping.IsCancellationRequested)
        {
            await Task.WhenAll(calls);
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(broker, stopping.Token);
            while (await ReadAsync(client.GetStream()) is { } request)
            {
                await WriteAsync(server.GetStream(), request);
                if (await ReadAsync(server.GetStream()) is not { } response) break;
                var key = BinaryPrimitives.ReadInt16BigEndian(request);
                if (key == InitProducerIdKey && Refuses) Refuse(request, response);
                if (key == MetadataKey) ReplacePort(response);
                await WriteAsync(client.GetStream(), response);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client or the test has ended.
        }
        finally
        {
            client.Dispose();
        }
    }

    // Response header (correlation id; in flexible versions an empty list of tags), throttle time, error.
    private static void Refuse(byte[] request, byte[] response)
    {
        var flexible = BinaryPrimitives.ReadInt16BigEndian(request.AsSpan(2)) >= 2;
        BinaryPrimitives.WriteInt16BigEndian(response.AsSpan(4 + (flexible ? 1 : 0) + 4), ClusterAuthorizationFailed);
    }

    // The broker says where it listens; the client is to go on asking here.
    private void ReplacePort(byte[] response)
    {
        Span<byte> from = stackalloc byte[4], to = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(from, broker.Port);
        BinaryPrimitives.WriteInt32BigEndian(to, Port);
        var at = response.AsSpan().IndexOf(from);
        if (at >= 0) to.CopyTo(response.AsSpan(at));
    }

    private async Task<byte[]?> ReadAsync(NetworkStream stream)
    {
        var size = new byte[4];
        if (await stream.ReadAtLeastAsync(size, 4, throwOnEndOfStream: false, stopping.Token) < 4) return null;
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
        await stream.ReadExactlyAsync(body, stopping.Token);
        return body;
    }

    private async Task WriteAsync(NetworkStream stream, byte[] body)
    {
        var frame = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, body.Length);
        body.CopyTo(frame, 4);
        await stream.WriteAsync(frame, stopping.Token);
    }
}
