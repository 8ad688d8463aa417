using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace MlOps.ServiceDefaults.Tests.Hostile;

/// <summary>A server that answers frames of HTTP/2 with bytes made by hand, or by cutting the connection.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private const int FrameHeader = 9;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Func<byte, uint, (byte[] Bytes, bool Cut)> answer;
    private readonly Task serving;

    /// <param name="answer">What answers a frame of a type on a stream, and whether the connection is cut then.</param>
    public RawServer(Func<byte, uint, (byte[] Bytes, bool Cut)> answer)
    {
        this.answer = answer;
        listener.Start();
        Address = new Uri($"http://{listener.LocalEndpoint}");
        serving = AcceptAsync();
    }

    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(ServeAsync(await listener.AcceptTcpClientAsync()));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            var stream = client.GetStream();
            await stream.ReadExactlyAsync(new byte[RawHttp2.Preface.Length]);
            await stream.WriteAsync(RawHttp2.Frame(RawHttp2.Settings, 0, 0, []));
            // Room for all that the clients of a test write: what they have sent is not made up for.
            await stream.WriteAsync(RawHttp2.Frame(RawHttp2.WindowUpdate, 0, 0, [0x40, 0, 0, 0]));
            var header = new byte[FrameHeader];
            while (true)
            {
                await stream.ReadExactlyAsync(header);
                await stream.ReadExactlyAsync(new byte[BinaryPrimitives.ReadInt32BigEndian(header) >> 8]);
                var (type, flags, id) = (header[3], header[4], BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(5)));
                if (type == RawHttp2.Settings && flags == 0) await stream.WriteAsync(RawHttp2.Frame(RawHttp2.Settings, RawHttp2.Acknowledged, 0, []));
                if (type is not (RawHttp2.Headers or RawHttp2.Data)) continue;
                var (bytes, cut) = answer(type, id);
                await stream.WriteAsync(bytes);
                if (cut) break;
            }
            client.Client.Close(0);
        }
        catch (IOException)
        {
            // The client has closed the connection.
        }
    }
}
