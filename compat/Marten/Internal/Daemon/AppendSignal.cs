namespace Marten.Internal.Daemon;

/// <summary>Tells waiting daemons of the same process that something was appended.</summary>
internal sealed class AppendSignal
{
    private volatile TaskCompletionSource next = Create();

    public void Signal()
    {
        var signalled = Interlocked.Exchange(ref next, Create());
        signalled.TrySetResult();
    }

    /// <summary>Taken before a look at the database; completes with the first append after that.</summary>
    public Task Next() => next.Task;

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
