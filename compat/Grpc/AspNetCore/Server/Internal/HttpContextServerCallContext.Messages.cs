using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Wire;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Headers and messages of the response, and the reader of the request.</summary>
internal sealed partial class HttpContextServerCallContext
{
    private const int Http2Cancel = 8;

    private readonly MessageWriter writer = new(options.MaxSendMessageSize, options.ResponseCompressionLevel);
    private ICompressionProvider? responseCompression;
    private bool messageWritten;

    /// <summary>Whether nothing is read or written any more: the call has ended, or its caller has gone.</summary>
    public bool IsOver => ended || httpContext.RequestAborted.IsCancellationRequested;

    public RequestReader CreateReader()
    {
        var encoding = httpContext.Request.Headers.TryGetValue(HeaderNames.Encoding, out var named) ? named.ToString() : null;
        if (encoding is not (null or CompressionProviders.Identity) && options.Compression.Find(encoding) is null)
            httpContext.Response.Headers[HeaderNames.AcceptEncoding] = options.Compression.AcceptEncoding;
        return new RequestReader(httpContext.Request.BodyReader, options.MaxReceiveMessageSize, new MessagePayload(options.Compression, encoding, options.MaxReceiveMessageSize));
    }

    /// <summary>Lifts the limits of HTTP requests that a stream of messages need not keep.</summary>
    public void AllowEndlessRequest()
    {
        if (httpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
        if (httpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
    }

    /// <summary>Writes the only message of a response; it is sent together with the status.</summary>
    public void WriteSingle<T>(Action<T, SerializationContext> serializer, T? message)
        where T : class
    {
        if (message is null) throw MessageFrame.Fault(StatusCode.Cancelled, "No message returned from method.");
        BeginWrite();
        try
        {
            Serialize(serializer, message, WriteOptionsCore);
        }
        finally
        {
            EndWrite();
        }
    }

    /// <summary>Writes a message of a stream of responses; a write that is cancelled cancels the call.</summary>
    public async Task WriteAsync<T>(Action<T, SerializationContext> serializer, T message, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(static call => ((HttpContextServerCallContext)call!).CancelRequest(), this);
        cancellationToken.ThrowIfCancellationRequested();
        BeginWrite();
        try
        {
            Serialize(serializer, message, WriteOptionsCore);
            if ((WriteOptionsCore?.Flags & WriteFlags.BufferHint) > 0) return;
            await FlushAsync(cancellationToken);
        }
        finally
        {
            EndWrite();
        }
    }

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        if (httpContext.Response.HasStarted) throw new InvalidOperationException("Response headers can only be sent once per call.");
        if (responseHeaders.GetValue(Metadata.CompressionRequestMetadataKey) is { } algorithm) Compress(algorithm);
        ResponseStatus.Write(httpContext.Response.Headers, responseHeaders);
        BeginWrite();
        try
        {
            await httpContext.Response.BodyWriter.FlushAsync();
        }
        finally
        {
            EndWrite();
        }
    }

    private void Compress(string algorithm)
    {
        responseCompression = options.Compression.Find(algorithm);
        httpContext.Response.Headers[HeaderNames.Encoding] = algorithm;
    }

    private void CancelRequest()
    {
        // A call that is over is not reset: its status may be on its way.
        if (!CancellationTokenCore.IsCancellationRequested) httpContext.Features.Get<IHttpResetFeature>()?.Reset(Http2Cancel);
    }

    private void Serialize<T>(Action<T, SerializationContext> serializer, T message, WriteOptions? writeOptions)
    {
        try
        {
            var compression = (writeOptions?.Flags & WriteFlags.NoCompress) > 0 ? null : responseCompression;
            writer.Write(serializer, message, httpContext.Response.BodyWriter, compression);
        }
        finally
        {
            messageWritten |= writer.HasWritten;
        }
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        using var linked = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, CancellationTokenCore) : null;
        await httpContext.Response.BodyWriter.FlushAsync(linked?.Token ?? CancellationTokenCore);
        CancellationTokenCore.ThrowIfCancellationRequested();
    }

    private void BeginWrite()
    {
        lock (gate)
        {
            if (IsOver) throw new InvalidOperationException("Can't write the message because the request is complete.");
            if (writing) throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
            writing = true;
        }
    }

    private void EndWrite()
    {
        lock (gate) writing = false;
    }
}
