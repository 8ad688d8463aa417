using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace MlOps.EndToEnd.Tests;

/// <summary>What a careful client does when a call fails for a reason that may pass: the same request again, with the same request id.</summary>
internal sealed class Retries : Interceptor
{
    private static readonly StatusCode[] Passing = [StatusCode.Unavailable, StatusCode.Internal, StatusCode.DeadlineExceeded, StatusCode.Aborted];
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(30);
    private int answered;
    private int failed;

    /// <summary>Commands and predictions that were answered; who wants to disturb them watches it.</summary>
    public int Answered => Volatile.Read(ref answered);

    /// <summary>Attempts that failed and were made again.</summary>
    public int Failed => Volatile.Read(ref failed);

    /// <summary>When an attempt that begins now has to be answered.</summary>
    public static DateTime Deadline => DateTime.UtcNow + AttemptLimit;

    public async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> attempt, bool counts = true)
    {
        var answer = default(T)!;
        Exception? last = null;
        try
        {
            await Eventually.HoldsAsync(async () =>
            {
                try
                {
                    answer = await attempt();
                    if (counts) Interlocked.Increment(ref answered);
                    return true;
                }
                catch (Exception e) when (MayPass(e))
                {
                    Interlocked.Increment(ref failed);
                    last = e;
                    return false;
                }
            }, Limit);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The call failed for {Limit.TotalMinutes} minutes, at last with: {last?.Message}", last ?? e);
        }
        return answer;
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) => new(
        UntilAnsweredAsync(async () =>
        {
            using var call = continuation(request, new(context.Method, context.Host, context.Options.WithDeadline(Deadline)));
            return await call;
        }, counts: request is IMessage message && message.Descriptor.FindFieldByName("request_id") is not null),
        Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });

    private static bool MayPass(Exception e) => e is HttpRequestException or OperationCanceledException || (e is RpcException call && Passing.Contains(call.StatusCode));
}
