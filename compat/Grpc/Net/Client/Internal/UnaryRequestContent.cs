using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>A request of one message, which is written anew each time the request is sent.</summary>
internal sealed class UnaryRequestContent<TRequest> : HttpContent
{
    private static readonly MediaTypeHeaderValue GrpcType = new(HeaderNames.ContentType);

    private readonly TRequest request;
    private readonly Action<TRequest, SerializationContext> serializer;
    private readonly int? maxLength;
    private readonly ICompressionProvider? compression;

    public UnaryRequestContent(TRequest request, Action<TRequest, SerializationContext> serializer, int? maxLength, ICompressionProvider? compression)
    {
        this.request = request;
        this.serializer = serializer;
        this.maxLength = maxLength;
        this.compression = compression;
        Headers.ContentType = GrpcType;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var buffer = new PooledBufferWriter();
        new MessageWriter(maxLength, null).Write(serializer, request, buffer, compression);
        await stream.WriteAsync(buffer.Written, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
