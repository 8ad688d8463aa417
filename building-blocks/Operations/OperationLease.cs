using MlOps.EventSourcing;
using Npgsql;

namespace MlOps.Operations;

/// <summary>
/// A worker's lease on an operation, renewed by heartbeats until disposed; <see cref="Token"/> is cancelled when the lease is lost or the
/// worker stops.
/// </summary>
internal sealed class OperationLease : IAsyncDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource source;
    private readonly Task holding;

    private OperationLease(
        string id, Guid worker, OperationQueue queue, CommitSignals signals, TimeProvider time, CancellationToken stopping)
    {
        source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        holding = HoldAsync(id, worker, queue, signals, time);
    }

    public CancellationToken Token => source.Token;

    public static OperationLease Hold(
        string id, Guid worker, OperationQueue queue, CommitSignals signals, TimeProvider time, CancellationToken stopping) =>
        new(id, worker, queue, signals, time, stopping);

    public async ValueTask DisposeAsync()
    {
        await source.CancelAsync();
        await holding;
        source.Dispose();
    }

    private async Task HoldAsync(string id, Guid worker, OperationQueue queue, CommitSignals signals, TimeProvider time)
    {
        try
        {
            while (true)
            {
                // Cancelling the operation raises this signal, so that the worker stops before the next heartbeat.
                var changed = signals.Next(EndOperation.Changed(id));
                await Task.WhenAny(changed, Task.Delay(Heartbeat, time, Token));
                Token.ThrowIfCancellationRequested();
                if (!await queue.RenewAsync(id, worker, Token)) await source.CancelAsync();
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (NpgsqlException)
        {
            // Without the database the lease cannot be renewed. The work fails for the same reason and logs it.
            await source.CancelAsync();
        }
    }
}
