using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace MlOps.Benchmarks.Broker;

/// <summary>A connection on which requests of the Kafka protocol are sent and answered as bytes.</summary>
internal sealed class ProtocolConnection(string server) : IDisposable
{
    private const int CorrelationId = 1;

    // Linux: <netinet/tcp.h>.
    private const int IpProtocolTcp = 6;
    private const int TcpCongestion = 13;
    private readonly Socket socket = Connect(server);
    private byte[] answer = new byte[2 << 20];

    /// <summary>The bytes of a request.</summary>
    /// <param name="key">Which one, by its number in the protocol.</param>
    /// <param name="version">In which of its versions; not a flexible one.</param>
    /// <param name="body">Writes its fields.</param>
    /// <param name="tail">How many bytes follow.</param>
    public static byte[] Request(short key, short version, Action<BinaryWriter> body, int tail = 0)
    {
        using var frame = new MemoryStream();
        using var writer = new BinaryWriter(frame);
        Int32(writer, 0);
        Int16(writer, key);
        Int16(writer, version);
        Int32(writer, CorrelationId);
        String(writer, "benchmark");
        body(writer);
        var bytes = frame.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length - sizeof(int) + tail);
        return bytes;
    }

    public static void Int16(BinaryWriter writer, short value) => writer.Write(BinaryPrimitives.ReverseEndianness(value));

    public static void Int32(BinaryWriter writer, int value) => writer.Write(BinaryPrimitives.ReverseEndianness(value));

    public static void Int64(BinaryWriter writer, long value) => writer.Write(BinaryPrimitives.ReverseEndianness(value));

    public static void String(BinaryWriter writer, string value)
    {
        Int16(writer, (short)value.Length);
        writer.Write(Encoding.ASCII.GetBytes(value));
    }

    /// <summary>Sends a request and takes its answer.</summary>
    public async Task<ReadOnlyMemory<byte>> AskAsync(byte[] request, CancellationToken cancellation)
    {
        for (var sent = 0; sent < request.Length;) sent += await socket.SendAsync(request.AsMemory(sent), cancellation);
        return await ReceiveAsync(cancellation);
    }

    /// <summary>Sends a request that is kept in a file.</summary>
    public ValueTask SendFileAsync(string file, CancellationToken cancellation) => socket.SendFileAsync(file, cancellation);

    /// <summary>The next answer, after its correlation id; the bytes are valid until the next call.</summary>
    public async Task<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancellation)
    {
        await FillAsync(answer.AsMemory(0, 8), cancellation);
        var size = BinaryPrimitives.ReadInt32BigEndian(answer) - sizeof(int);
        if (size > answer.Length) answer = new byte[size];
        await FillAsync(answer.AsMemory(0, size), cancellation);
        return answer.AsMemory(0, size);
    }

    public void Dispose() => socket.Dispose();

    private static Socket Connect(string server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        // BBR, where it is the system's default, paces what is sent even over loopback: its timers would be measured, not the broker.
        if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(IpProtocolTcp, TcpCongestion, "reno"u8);
        var colon = server.LastIndexOf(':');
        socket.Connect(server[..colon], int.Parse(server.AsSpan(colon + 1), CultureInfo.InvariantCulture));
        return socket;
    }

    private async Task FillAsync(Memory<byte> target, CancellationToken cancellation)
    {
        while (target.Length > 0)
        {
            var received = await socket.ReceiveAsync(target, cancellation);
            if (received == 0) throw new EndOfStreamException("The broker closed the connection.");
            target = target[received..];
        }
    }
}
