using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using MlOps.Broker.Protocol;

namespace MlOps.Broker.Tests;

/// <summary>A bare connection to a broker, for bytes that no client would send.</summary>
internal sealed class RawConnection(int port) : IDisposable
{
    private readonly TcpClient client = new(IPAddress.Loopback.ToString(), port);

    /// <summary>Sends bytes as they are.</summary>
    public Task SendAsync(byte[] bytes) => client.GetStream().WriteAsync(bytes).AsTask();

    /// <summary>Sends a request in its non-flexible form.</summary>
    public Task SendAsync(ApiKey key, short version, Action<ResponseWriter> body)
    {
        using var frame = new ResponseWriter();
        frame.Int32(0);
        frame.Int16((short)key);
        frame.Int16(version);
        frame.Int32(42);
        frame.String("raw");
        body(frame);
        frame.End();
        return SendAsync(frame.Buffer.ToArray());
    }

    /// <summary>The next answer, after its correlation id; null where the broker closed the connection.</summary>
    public async Task<RequestReader?> ReceiveAsync()
    {
        var size = new byte[4];
        if (!await FillAsync(size)) return null;
        var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(size)];
        if (!await FillAsync(frame)) return null;
        var reader = new RequestReader(frame);
        reader.Int32().ShouldBe(42);
        return reader;
    }

    public void Dispose() => client.Dispose();

    private async Task<bool> FillAsync(byte[] target)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await client.GetStream().ReadExactlyAsync(target, limit.Token);
            return true;
        }
        catch (Exception closed) when (closed is EndOfStreamException or IOException)
        {
            return false;
        }
    }
}
