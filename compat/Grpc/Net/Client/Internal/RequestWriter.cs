using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>The stream of requests of a call, as its caller sees it.</summary>
internal sealed class RequestWriter<TRequest, TResponse>(
    GrpcCall<TRequest, TResponse> call,
    StreamRequestContent content,
    Action<TRequest, SerializationContext> serializer,
    int? maxLength,
    ICompressionProvider? compression) : IClientStreamWriter<TRequest>
    where TRequest : class
    where TResponse : class
{
    private readonly Lock gate = new();
    private readonly MessageWriter writer = new(maxLength, null);
    private bool writing;
    private bool completed;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        lock (gate)
        {
            if (completed) throw new InvalidOperationException("Request stream has already been completed.");
            if (writing) throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
            writing = true;
        }
        try
        {
            await using var registration = cancellationToken.UnsafeRegister(static call => ((GrpcCall<TRequest, TResponse>)call!).CancelByCaller(), call);
            await SendAsync(message);
        }
        finally
        {
            lock (gate) writing = false;
        }
    }

    public Task CompleteAsync()
    {
        lock (gate)
        {
            if (completed) throw new InvalidOperationException("Request stream has already been completed.");
            if (writing) throw new InvalidOperationException("Can't complete the client stream writer because the previous write is in progress.");
            completed = true;
        }
        content.Complete();
        return Task.CompletedTask;
    }

    private async Task SendAsync(TRequest message)
    {
        if (call.Outcome is not null) throw Refusal();

        var options = WriteOptions ?? call.WriteOptions;
        using var buffer = new PooledBufferWriter();
        writer.Write(serializer, message, buffer, (options?.Flags & WriteFlags.NoCompress) > 0 ? null : compression);
        try
        {
            var stream = await content.Opened;
            await stream.WriteAsync(buffer.Written, call.Token);
            if ((options?.Flags & WriteFlags.BufferHint) > 0) return;
            await stream.FlushAsync(call.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException or HttpRequestException)
        {
            // Why the request broke off is said by the response.
            await call.WhenEndedByResponseAsync();
            if (call.Outcome is not null) throw Refusal();
            throw new RpcException(exception is OperationCanceledException
                ? new Status(StatusCode.Cancelled, "The service ended the call before the message was sent.", exception)
                : ResponseOutcome.FromException(exception));
        }
    }

    /// <summary>What a write to a call that has ended throws.</summary>
    private Exception Refusal() => call.Outcome!.IsOk ? new InvalidOperationException("Can't write the message because the call is complete.") : call.CreateException();
}
