using Grpc.Core;
using Grpc.Core.Interceptors;

namespace MlOps.Cli.Tests;

/// <summary>A server that does what it is asked and then goes away before it answers, so many times.</summary>
internal sealed class LostAnswers : Interceptor
{
    private int left;

    public int Left
    {
        get => Volatile.Read(ref left);
        set => Volatile.Write(ref left, value);
    }

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) => Kept(await continuation(request, context));

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        Kept(await continuation(requestStream, context));

    private T Kept<T>(T answer)
    {
        if (Left == 0) return answer;
        Left--;
        throw new RpcException(new Status(StatusCode.Unavailable, "gone"));
    }
}
