using Aspire.Hosting.ApplicationModel;

namespace MlOps.Hosting.Restarts;

/// <summary>Follows the states of one process, and tells a crash from a stop that somebody asked for.</summary>
internal sealed class CrashWatch(TimeProvider time)
{
    private readonly RestartDelay delay = new();
    private bool isStopping;
    private bool hasEnded;
    private long started = time.GetTimestamp();

    /// <summary>Takes the next state; how long to wait before a restart if it says that the process has just crashed.</summary>
    public TimeSpan? Next(string? state)
    {
        if (!KnownResourceStates.TerminalStates.Contains(state))
        {
            if (hasEnded) started = time.GetTimestamp();
            hasEnded = false;
            isStopping = state == KnownResourceStates.Stopping;
            return null;
        }
        if (hasEnded) return null;
        hasEnded = true;
        return isStopping ? null : delay.After(time.GetElapsedTime(started));
    }
}
