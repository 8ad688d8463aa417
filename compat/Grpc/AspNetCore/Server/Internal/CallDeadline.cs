namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The moment when a call ends, and the token that fires then or when the caller goes away.</summary>
internal sealed class CallDeadline : IDisposable
{
    /// <summary>The longest time that a timer takes; a later deadline is not enforced.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    private readonly CancellationToken aborted;
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration registration;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CallDeadline(TimeSpan timeout, CancellationToken aborted)
    {
        this.aborted = aborted;
        Moment = TimeProvider.System.GetUtcNow().UtcDateTime + timeout;
        source = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        registration = source.Token.Register(static state => ((TaskCompletionSource)state!).TrySetResult(), ended);
        if (timeout < Longest) source.CancelAfter(timeout);
    }

    public DateTime Moment { get; }

    public CancellationToken Token => source.Token;

    /// <summary>Ends when <see cref="Token"/> fires.</summary>
    public Task Ended => ended.Task;

    public bool HasPassed => source.IsCancellationRequested && !aborted.IsCancellationRequested;

    public void Dispose()
    {
        registration.Dispose();
        source.Dispose();
    }
}
