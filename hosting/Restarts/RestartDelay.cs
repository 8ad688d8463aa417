namespace MlOps.Hosting.Restarts;

/// <summary>Exponential backoff before restarts: 0.5 s, doubled up to 30 s, reset once a process has run for a minute.</summary>
internal sealed class RestartDelay
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Steady = TimeSpan.FromMinutes(1);
    private TimeSpan next = First;

    /// <summary>The delay after a process that ran for <paramref name="uptime"/>.</summary>
    public TimeSpan After(TimeSpan uptime)
    {
        var delay = uptime >= Steady ? First : next;
        next = delay * 2 < Longest ? delay * 2 : Longest;
        return delay;
    }
}
