namespace MlOps.Broker.Storage;

/// <summary>A fetch that waits for records in any of several partitions.</summary>
internal sealed class DataArrival
{
    private volatile TaskCompletionSource arrived = New();

    /// <summary>Wakes the waiting fetch.</summary>
    public void Signal() => arrived.TrySetResult();

    /// <summary>Waits for the next signal since <see cref="Reset"/>; false when the time is over first.</summary>
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

    /// <summary>Starts over; to be called before the partitions are looked at again.</summary>
    public void Reset() => arrived = New();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
