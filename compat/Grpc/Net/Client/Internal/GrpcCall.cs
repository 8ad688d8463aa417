using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>One call over HTTP/2, of any kind: its beginning and its messages.</summary>
internal sealed partial class GrpcCall<TRequest, TResponse> : IGrpcCall
    where TRequest : class
    where TResponse : class
{
    private readonly GrpcChannel channel;
    private readonly Method<TRequest, TResponse> method;
    private readonly MethodRoute route;
    private readonly string? host;
    private readonly CallOptions options;
    private readonly ICompressionProvider? requestCompression;
    private Task<HttpResponseMessage> responding = null!;
    private Task<TResponse>? singleResponse;
    private StreamRequestContent? requestStream;
    private ResponseReader? reader;

    public GrpcCall(GrpcChannel channel, Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        this.channel = channel;
        this.method = method;
        this.host = host;
        this.options = options;
        route = channel.RouteOf(method);
        if (options.Headers?.GetValue(Metadata.CompressionRequestMetadataKey) is { } algorithm)
        {
            requestCompression = channel.Compression.Find(algorithm)
                ?? throw new InvalidOperationException($"Could not find compression provider for '{algorithm}'.");
        }
        Begin();
    }

    public WriteOptions? WriteOptions => options.WriteOptions;

    public Task<TResponse> CallUnaryAsync(TRequest request)
    {
        responding = StartAsync(request);
        return singleResponse = ReadSingleAsync();
    }

    public IAsyncStreamReader<TResponse> CallServerStreaming(TRequest request)
    {
        responding = Observed(StartAsync(request));
        return new ResponseStream<TRequest, TResponse>(this);
    }

    public (IClientStreamWriter<TRequest> Requests, Task<TResponse> Response) CallClientStreaming()
    {
        var writer = OpenRequests();
        responding = StartAsync(null);
        singleResponse = Observed(ReadSingleAsync());
        return (writer, singleResponse);
    }

    public (IClientStreamWriter<TRequest> Requests, IAsyncStreamReader<TResponse> Responses) CallDuplexStreaming()
    {
        var writer = OpenRequests();
        responding = Observed(StartAsync(null));
        return (writer, new ResponseStream<TRequest, TResponse>(this));
    }

    public async Task<Metadata> GetResponseHeadersAsync() => ResponseOutcome.ToMetadata((await responding).Headers);

    /// <summary>Reads the next response; null at the end of a call that ended well.</summary>
    public async Task<TResponse?> ReadNextAsync()
    {
        if (Outcome is { } ended) return ended.IsOk ? null : throw CreateException();
        try
        {
            var response = await responding;
            reader ??= await OpenAsync(response);
            var message = await reader.ReadAsync(method.ResponseMarshaller.ContextualDeserializer, Token);
            if (message is not null) return message;
            End(ResponseOutcome.FromTrailers(response));
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
        return Outcome!.IsOk ? null : throw CreateException();
    }

    /// <summary>Waits for the outcome if something is reading towards it.</summary>
    public async Task WhenEndedByResponseAsync()
    {
        Task reading = singleResponse ?? (Task)responding;
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<TResponse> ReadSingleAsync()
    {
        try
        {
            var response = await responding;
            reader = await OpenAsync(response);
            var deserializer = method.ResponseMarshaller.ContextualDeserializer;
            var message = await reader.ReadAsync(deserializer, Token);
            if (message is not null && await reader.ReadAsync(deserializer, Token) is not null)
                throw MessageFrame.Fault(StatusCode.Internal, "Unexpected data after finished reading message.");
            var outcome = ResponseOutcome.FromTrailers(response);
            if (message is null && outcome.IsOk) throw MessageFrame.Fault(StatusCode.Internal, "The call ended without a response message.");
            End(outcome);
            if (Outcome!.IsOk) return message!;
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
        throw CreateException();
    }

    private async ValueTask<ResponseReader> OpenAsync(HttpResponseMessage response)
    {
        ICompressionProvider? compression = null;
        if (response.Headers.NonValidated.TryGetValues(HeaderNames.Encoding, out var encoding) && encoding.ToString() is var name and not CompressionProviders.Identity)
        {
            compression = channel.Compression.Find(name)
                ?? throw MessageFrame.Fault(StatusCode.Unimplemented, $"Unsupported grpc-encoding value '{name}'. Supported encodings: {channel.Compression.AcceptEncoding}");
        }
        return new ResponseReader(await response.Content.ReadAsStreamAsync(Token), channel.Options.MaxReceiveMessageSize, compression);
    }

    private RequestWriter<TRequest, TResponse> OpenRequests()
    {
        requestStream = new StreamRequestContent();
        return new RequestWriter<TRequest, TResponse>(
            this, requestStream, method.RequestMarshaller.ContextualSerializer, channel.Options.MaxSendMessageSize, requestCompression);
    }

    /// <summary>A task whose failure nobody need look at: the outcome holds it as well.</summary>
    private static Task<T> Observed<T>(Task<T> task)
    {
        _ = task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;
    }
}
