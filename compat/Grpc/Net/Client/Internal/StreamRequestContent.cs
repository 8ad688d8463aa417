using System.Net;
using System.Net.Http.Headers;
using Grpc.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>A request whose messages are written while it is being sent.</summary>
internal sealed class StreamRequestContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StreamRequestContent() => Headers.ContentType = new MediaTypeHeaderValue(HeaderNames.ContentType);

    /// <summary>Where messages are written, once the request is being sent; cancelled if it ends before.</summary>
    public Task<Stream> Opened => opened.Task;

    /// <summary>Ends the request.</summary>
    public void Complete()
    {
        completed.TrySetResult();
    }

    /// <summary>Ends the request, whether it was being sent or not.</summary>
    public void Abandon()
    {
        opened.TrySetCanceled();
        completed.TrySetResult();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // Without the token: it fires too when the server resets the stream, of which the response says why.
        // The headers go out before the first message is there.
        await stream.FlushAsync(CancellationToken.None);
        if (!opened.TrySetResult(stream) && !opened.Task.IsCanceled) throw new IOException("A stream of requests cannot be sent twice.");
        await completed.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
