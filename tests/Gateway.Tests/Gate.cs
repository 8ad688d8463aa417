namespace MlOps.Gateway.Tests;

/// <summary>Holds calls back until it is opened.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int waiting;

    public int Waiting => Volatile.Read(ref waiting);

    public void Open() => opened.TrySetResult();

    public async Task PassAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref waiting);
        await opened.Task.WaitAsync(cancellation);
    }
}
