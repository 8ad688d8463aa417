using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using MlOps.Benchmarks.Wire;

namespace MlOps.Benchmarks.Rpc;

/// <summary>A gRPC call's bytes over one plain HTTP/2 connection.</summary>
internal sealed class RawClient(string server, Payload payload) : IDisposable
{
    private const int PrefixBytes = 5;
    private readonly HttpMessageInvoker invoker = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Uri uri = new($"{server}/mlops.benchmarks.Echo/Send");
    private readonly byte[] message = Frame(payload);

    public async Task CallAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, uri)
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(message),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        using var response = await invoker.SendAsync(request, cancellation);
        var body = await response.Content.ReadAsByteArrayAsync(cancellation);
        if (!body.AsSpan().SequenceEqual(message)) throw new InvalidOperationException($"The echo differs: {(int)response.StatusCode}, {body.Length} bytes.");
    }

    public void Dispose() => invoker.Dispose();

    private static byte[] Frame(Payload payload)
    {
        var frame = new byte[PrefixBytes + payload.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), payload.CalculateSize());
        payload.WriteTo(frame.AsSpan(PrefixBytes));
        return frame;
    }
}
