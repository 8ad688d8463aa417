namespace MlOps.Testing;

/// <summary>Waits for a condition, never for time: tests state what must become true, not how long it takes.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns once <paramref name="condition"/> holds; throws <see cref="TimeoutException"/> after <paramref name="limit"/> (30 s).</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, TimeSpan? limit = null)
    {
        using var timeout = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(Interval);
        while (!await condition())
        {
            try
            {
                await timer.WaitForNextTickAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException("The condition did not come to hold in time.");
            }
        }
    }

    /// <summary>Waits for ever: until the token is cancelled, then throws <see cref="OperationCanceledException"/>.</summary>
    public static async Task CancelledAsync(CancellationToken cancellation)
    {
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellation.Register(() => never.TrySetCanceled(cancellation));
        await never.Task;
    }

    /// <summary>Returns the first value that satisfies <paramref name="condition"/>.</summary>
    public static async Task<T> GetsAsync<T>(Func<Task<T>> read, Func<T, bool> condition, TimeSpan? limit = null)
    {
        var value = default(T)!;
        await HoldsAsync(async () => condition(value = await read()), limit);
        return value;
    }
}
