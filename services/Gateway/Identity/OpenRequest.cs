using MlOps.ServiceDefaults.Identity;

namespace MlOps.Gateway.Identity;

/// <summary>A request that is under way.</summary>
/// <param name="caller">Who asks.</param>
/// <param name="ends">When the token holds no longer; null if it does not end.</param>
/// <param name="aborted">When the caller goes away.</param>
internal sealed class OpenRequest(Caller caller, DateTimeOffset? ends, CancellationToken aborted) : IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(aborted);
    private bool done;

    public Caller Caller { get; } = caller;

    public DateTimeOffset? Ends { get; } = ends;

    /// <summary>When the caller goes away, or the request is ended.</summary>
    public CancellationToken Ended => source.Token;

    /// <summary>Whether it was ended by <see cref="End"/>.</summary>
    public bool IsOver { get; private set; }

    public void End()
    {
        lock (gate)
        {
            if (done || IsOver) return;
            IsOver = true;
            source.Cancel();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            done = true;
            source.Dispose();
        }
    }
}
