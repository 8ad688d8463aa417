using Grpc.Core;
using MlOps.Grpc.Tests.Protocol;

namespace MlOps.Grpc.Tests;

/// <summary>A service that does what a test tells it, and counts the calls that are in it.</summary>
public sealed class ScriptedService : TestService.TestServiceBase
{
    private int active;

    public int Active => Volatile.Read(ref active);

    public Func<SimpleRequest, ServerCallContext, Task<SimpleResponse>> Unary { get; init; } = (_, _) => Task.FromResult(new SimpleResponse());

    public Func<StreamingOutputCallRequest, IServerStreamWriter<StreamingOutputCallResponse>, ServerCallContext, Task> Output { get; init; } = (_, _, _) => Task.CompletedTask;

    public Func<IAsyncStreamReader<StreamingInputCallRequest>, ServerCallContext, Task<StreamingInputCallResponse>> Input { get; init; } =
        (_, _) => Task.FromResult(new StreamingInputCallResponse());

    public Func<IAsyncStreamReader<StreamingOutputCallRequest>, IServerStreamWriter<StreamingOutputCallResponse>, ServerCallContext, Task> Duplex { get; init; } = (_, _, _) => Task.CompletedTask;

    public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    public override Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context) => CountAsync(() => Unary(request, context));

    public override Task StreamingOutputCall(StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context) =>
        CountAsync(async () =>
        {
            await Output(request, responseStream, context);
            return true;
        });

    public override Task<StreamingInputCallResponse> StreamingInputCall(IAsyncStreamReader<StreamingInputCallRequest> requestStream, ServerCallContext context) =>
        CountAsync(() => Input(requestStream, context));

    public override Task FullDuplexCall(IAsyncStreamReader<StreamingOutputCallRequest> requestStream, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context) =>
        CountAsync(async () =>
        {
            await Duplex(requestStream, responseStream, context);
            return true;
        });

    private async Task<T> CountAsync<T>(Func<Task<T>> call)
    {
        Interlocked.Increment(ref active);
        try
        {
            return await call();
        }
        finally
        {
            Interlocked.Decrement(ref active);
        }
    }
}
