using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Wire;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Headers and messages of the response, and the reader of the request.</summary>
internal sealed partial class HttpContextServerCallContext
{
    private readonly MessageWriter writer = new(options.MaxSendMessageSize, options.ResponseCompressionLevel);
    private ICompressionProvider? requestCompression;
    private ICompressionProvider? responseCompression;
    private bool messageWritten;

    public RequestReader CreateReader() => new(httpContext.Request.BodyReader, options.MaxReceiveMessageSize, requestCompression);

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

    /// <summary>Writes a message of a stream of responses.</summary>
    public async Task WriteAsync<T>(Action<T, SerializationContext> serializer, T message, WriteOptions? writeOptions, CancellationToken cancellationToken)
    {
        BeginWrite();
        try
        {
            CancellationTokenCore.ThrowIfCancellationRequested();
            cancellationToken.ThrowIfCancellationRequested();
            writeOptions ??= WriteOptionsCore;
            Serialize(serializer, message, writeOptions);
            if ((writeOptions?.Flags & WriteFlags.BufferHint) > 0) return;
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

    /// <summary>Compresses the response if the caller understands the compression.</summary>
    private void Compress(string algorithm)
    {
        responseCompression = CompressionProviders.Accepts(httpContext.Request.Headers[HeaderNames.AcceptEncoding], algorithm) ? options.Compression.Find(algorithm) : null;
        if (responseCompression is null) httpContext.Response.Headers.Remove(HeaderNames.Encoding);
        else httpContext.Response.Headers[HeaderNames.Encoding] = algorithm;
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
            if (ended) throw new InvalidOperationException("Can't write the message because the request is complete.");
            if (writing) throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
            writing = true;
        }
    }

    private void EndWrite()
    {
        lock (gate) writing = false;
    }
}
