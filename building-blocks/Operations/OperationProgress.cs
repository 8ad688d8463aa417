namespace MlOps.Operations;

/// <summary>Reports the progress of an operation; reports within a second of the last one are dropped.</summary>
public sealed class OperationProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Func<double, string, CancellationToken, Task> write;
    private readonly TimeProvider time;
    private long written;

    /// <param name="write">Keeps a fraction and a message.</param>
    /// <param name="time">The clock.</param>
    public OperationProgress(Func<double, string, CancellationToken, Task> write, TimeProvider time) =>
        (this.write, this.time) = (write, time);

    /// <summary>Stores the progress for callers to see.</summary>
    /// <param name="fraction">The completed fraction, clamped to 0 to 1.</param>
    /// <param name="message">The current step; truncated to 500 characters.</param>
    /// <param name="cancellation">The operation's cancellation token.</param>
    public async Task ReportAsync(double fraction, string message, CancellationToken cancellation)
    {
        if (written != 0 && time.GetElapsedTime(written) < Interval) return;
        written = time.GetTimestamp();
        await write(Math.Clamp(fraction, 0, 1), message, cancellation);
    }
}
