using Aspire.Hosting.ApplicationModel;

namespace MlOps.Hosting.Restarts;

/// <summary>Tracks the states of a process and distinguishes a crash from a requested stop.</summary>
internal sealed class CrashWatch(TimeProvider time)
{
    private readonly RestartDelay delay = new();
    private bool isStopping;
    private bool hasEnded;
    private long started = time.GetTimestamp();

    /// <summary>Processes the next state; the delay before the restart if the process has just crashed, else null.</summary>
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
