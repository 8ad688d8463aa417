using System.Diagnostics;
using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>Deadline, cancellation and outcome.</summary>
internal sealed partial class GrpcCall<TRequest, TResponse>
{
    /// <summary>The longest time that a timer takes; a later deadline is left to the server.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    private readonly CancellationTokenSource cancellation = new();
    private CancellationTokenRegistration callerRegistration;
    private ITimer? deadlineTimer;
    private Activity? activity;
    private CallOutcome? outcome;
    private HttpResponseMessage? response;
    private bool disposed;

    /// <summary>Fires when the call ends other than well.</summary>
    public CancellationToken Token => cancellation.Token;

    /// <summary>How the call ended; null while it goes on.</summary>
    public CallOutcome? Outcome => Volatile.Read(ref outcome);

    private bool DeadlineHasPassed => options.Deadline is { } deadline && deadline <= TimeProvider.System.GetUtcNow().UtcDateTime;

    public Status GetStatus() => Outcome?.Status ?? throw new InvalidOperationException("Unable to get the status because the call is not complete.");

    public Metadata GetTrailers() => Outcome is { IsReceived: true } received ? received.Trailers : throw new InvalidOperationException("Can't get the call trailers because the call has not completed successfully.");

    public void CancelByCaller() => Cancel(new Status(StatusCode.Cancelled, "Call canceled by the client."));

    public void Dispose()
    {
        disposed = true;
        if (Outcome is not null) return;
        // Who disposes of a call under way does not wait for its response.
        if (singleResponse is not null) Observed(singleResponse);
        Cancel(new Status(StatusCode.Cancelled, "gRPC call disposed."));
    }

    public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(disposed, typeof(GrpcCall<TRequest, TResponse>));

    /// <summary>The exception that says how the call ended.</summary>
    public Exception CreateException()
    {
        var ended = Outcome!;
        var status = ended.Status;
        var exception = new RpcException(status, TrailersOf(ended));
        if (!channel.Options.ThrowOperationCanceledOnCancellation || status.StatusCode is not (StatusCode.Cancelled or StatusCode.DeadlineExceeded)) return exception;
        // That a server cancelled a call is no cancellation on this side.
        if (ended.IsReceived && HasSingleResponse && status.StatusCode == StatusCode.Cancelled) return exception;
        return options.CancellationToken.IsCancellationRequested
            ? new OperationCanceledException(status.Detail, exception, options.CancellationToken)
            : new OperationCanceledException(status.Detail, exception);
    }

    private void Begin()
    {
        if (options.Deadline is { } deadline && deadline != DateTime.MaxValue)
        {
            if (deadline.Kind != DateTimeKind.Utc && deadline != DateTime.MinValue)
                throw new InvalidOperationException("Deadline must have a kind DateTimeKind.Utc or be equal to DateTime.MaxValue or DateTime.MinValue.");
            var left = deadline - TimeProvider.System.GetUtcNow().UtcDateTime;
            if (left < LongestTimer)
            {
                deadlineTimer = TimeProvider.System.CreateTimer(
                    static call => ((GrpcCall<TRequest, TResponse>)call!).Cancel(new Status(StatusCode.DeadlineExceeded, "")),
                    this,
                    left > TimeSpan.Zero ? left : TimeSpan.Zero,
                    Timeout.InfiniteTimeSpan);
            }
        }
        channel.Add(this);
        callerRegistration = options.CancellationToken.UnsafeRegister(static call => ((GrpcCall<TRequest, TResponse>)call!).CancelByCaller(), this);
    }

    private Metadata TrailersOf(CallOutcome ended)
    {
        try
        {
            return ended.Trailers;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            channel.Logger.TrailersMalformed(method.FullName, exception);
            return Metadata.Empty;
        }
    }

    private void Cancel(Status status) => End(new CallOutcome(status));

    private void Fail(string doing, Exception exception)
    {
        var status = ResponseOutcome.FromException(doing, exception);
        // The server may notice the deadline first, and cancel.
        if (status.StatusCode == StatusCode.Cancelled && DeadlineHasPassed) status = new Status(StatusCode.DeadlineExceeded, status.Detail, exception);
        End(new CallOutcome(status));
    }

    /// <summary>Ends the call; the first outcome holds.</summary>
    private void End(CallOutcome ended)
    {
        if (Interlocked.CompareExchange(ref outcome, ended, null) is not null) return;
        deadlineTimer?.Dispose();
        channel.Remove(this);
        if (ended.IsOk) route.Retry?.Throttle?.Succeeded();
        if (activity is not null) ClientTelemetry.Stop(activity, ended.Status);
        if (!ended.IsOk) cancellation.Cancel();
        requestStream?.Abandon();
        callerRegistration.Unregister();
        Volatile.Read(ref response)?.Dispose();
    }

    /// <summary>Keeps the response for <see cref="End"/>; disposes of it if the call has ended meanwhile.</summary>
    private HttpResponseMessage Keep(HttpResponseMessage begun)
    {
        Interlocked.Exchange(ref response, begun);
        if (Outcome is not null) begun.Dispose();
        return begun;
    }
}
