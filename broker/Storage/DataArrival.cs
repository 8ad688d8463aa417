namespace MlOps.Broker.Storage;

/// <summary>Wakes a long-polling fetch when records become visible in any of its partitions.</summary>
internal sealed class DataArrival
{
    private volatile TaskCompletionSource arrived = New();

    /// <summary>Wakes the waiting fetch.</summary>
    public void Signal() => arrived.TrySetResult();

    /// <summary>Waits for a signal since the last <see cref="Reset"/>; false on timeout.</summary>
    public async Task<bool> WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await arrived.Task.WaitAsync(limit, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Clears the signal. Called before the partitions are read again; otherwise an arrival in between would be lost.</summary>
    public void Reset() => arrived = New();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
