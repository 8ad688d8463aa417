using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>The stream of responses of a call, as its caller sees it.</summary>
internal sealed class ResponseStream<TRequest, TResponse>(GrpcCall<TRequest, TResponse> call) : IAsyncStreamReader<TResponse>
    where TRequest : class
    where TResponse : class
{
    private TResponse? current;
    private int reading;

    public TResponse Current => current!;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        call.ThrowIfDisposed();
        if (Interlocked.Exchange(ref reading, 1) == 1) throw new InvalidOperationException("Can't read the next message because the previous read is still in progress.");
        try
        {
            await using var registration = cancellationToken.UnsafeRegister(static call => ((GrpcCall<TRequest, TResponse>)call!).CancelByCaller(), call);
            current = await call.ReadNextAsync();
            return current is not null;
        }
        finally
        {
            Volatile.Write(ref reading, 0);
        }
    }
}
