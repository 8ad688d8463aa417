namespace MlOps.Operations;

/// <summary>Tells how far an operation is; what is told more often than once a second is not written.</summary>
public sealed class OperationProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Func<double, string, CancellationToken, Task> write;
    private readonly TimeProvider time;
    private long written;

    internal OperationProgress(Func<double, string, CancellationToken, Task> write, TimeProvider time) =>
        (this.write, this.time) = (write, time);

    /// <param name="fraction">0 to 1.</param>
    /// <param name="message">What it is doing.</param>
    /// <param name="cancellation">Of the operation.</param>
    public async Task ReportAsync(double fraction, string message, CancellationToken cancellation)
    {
        if (written != 0 && time.GetElapsedTime(written) < Interval) return;
        written = time.GetTimestamp();
        await write(Math.Clamp(fraction, 0, 1), message, cancellation);
    }
}
