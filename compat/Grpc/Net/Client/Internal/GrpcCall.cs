using System.Diagnostics;
using System.Globalization;
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
    private readonly CallOptions options;
    private readonly string? requestEncoding;
    private Task<HttpResponseMessage> responding = null!;
    private Task<TResponse>? singleResponse;
    private StreamRequestContent? requestStream;
    private ResponseReader? reader;

    public GrpcCall(GrpcChannel channel, Method<TRequest, TResponse> method, CallOptions options)
    {
        this.channel = channel;
        this.method = method;
        this.options = options;
        route = channel.RouteOf(method);
        requestEncoding = options.Headers?.GetValue(Metadata.CompressionRequestMetadataKey);
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

    private bool HasSingleResponse => method.Type is MethodType.Unary or MethodType.ClientStreaming;

    public async Task<Metadata> GetResponseHeadersAsync()
    {
        var metadata = ResponseOutcome.ToMetadata((await responding).Headers);
        if (attempt > 1) metadata.Add(HeaderNames.PreviousAttempts, (attempt - 1).ToString(CultureInfo.InvariantCulture));
        return metadata;
    }

    /// <summary>The compression of a request message.</summary>
    /// <exception cref="InvalidOperationException">The call asks for one that the channel does not know.</exception>
    public ICompressionProvider? CompressionWith(WriteOptions? writeOptions) =>
        requestEncoding is null or CompressionProviders.Identity || (writeOptions?.Flags & WriteFlags.NoCompress) > 0
            ? null
            : channel.Compression.Find(requestEncoding) ?? throw new InvalidOperationException($"Could not find compression provider for '{requestEncoding}'.");

    /// <summary>Reads the next response; null at the end of a call that ended well.</summary>
    public async Task<TResponse?> ReadNextAsync()
    {
        if (Outcome is { } ended) return ended.IsOk ? null : throw CreateException();
        try
        {
            var response = await responding;
            if (Outcome is null)
            {
                reader ??= await OpenAsync(response);
                var message = await reader.ReadAsync(method.ResponseMarshaller.ContextualDeserializer, Token);
                if (message is not null) return message;
                End(ResponseOutcome.FromTrailers(response));
            }
        }
        catch (Exception exception)
        {
            Fail("Error reading next message.", exception);
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
            if (Outcome is null)
            {
                reader = await OpenAsync(response);
                var deserializer = method.ResponseMarshaller.ContextualDeserializer;
                var message = await reader.ReadAsync(deserializer, Token);
                if (message is not null && await reader.ReadAsync(deserializer, Token) is not null)
                    throw new InvalidDataException("Unexpected data after finished reading message.");
                EndSingle(ResponseOutcome.FromTrailers(response), message is not null);
                if (Outcome!.IsOk) return message!;
            }
        }
        catch (Exception exception)
        {
            Fail(ErrorStarting, exception);
        }
        throw CreateException();
    }

    /// <summary>Ends a call that must have one response message.</summary>
    private void EndSingle(CallOutcome ended, bool hasMessage) =>
        End(ended.IsOk && !hasMessage ? ended.As(StatusCode.Internal, "Failed to deserialize response message.") : ended);

    private async ValueTask<ResponseReader> OpenAsync(HttpResponseMessage response)
    {
        var encoding = response.Headers.NonValidated.TryGetValues(HeaderNames.Encoding, out var named) ? named.ToString() : CompressionProviders.Identity;
        var maxLength = channel.Options.MaxReceiveMessageSize;
        return new ResponseReader(await response.Content.ReadAsStreamAsync(Token), maxLength, new MessagePayload(channel.Compression, encoding, maxLength));
    }

    private RequestWriter<TRequest, TResponse> OpenRequests()
    {
        requestStream = new StreamRequestContent();
        return new RequestWriter<TRequest, TResponse>(this, requestStream, method.RequestMarshaller.ContextualSerializer, channel.Options.MaxSendMessageSize);
    }

    /// <summary>A task whose failure nobody need look at: the outcome holds it as well.</summary>
    private static Task<T> Observed<T>(Task<T> task)
    {
        _ = task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;
    }
}
