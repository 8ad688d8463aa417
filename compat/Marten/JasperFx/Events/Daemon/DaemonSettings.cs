namespace JasperFx.Events.Daemon;

/// <summary>How the asynchronous daemon works.</summary>
public class DaemonSettings
{
    /// <summary>Advisory lock that elects the node in mode <see cref="DaemonMode.HotCold"/>.</summary>
    public int DaemonLockId { get; set; } = 4444;

    /// <summary>Milliseconds between attempts to become, or checks of still being, the elected node.</summary>
    public int LeadershipPollingTime { get; set; } = 5000;

    /// <summary>How long a gap in the sequence that a live transaction might still fill goes unreported.</summary>
    public TimeSpan StaleSequenceThreshold { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Time between looks for new events when there are none.</summary>
    public TimeSpan SlowPollingTime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Time between looks for new events when there are some.</summary>
    public TimeSpan FastPollingTime { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Time before a failed shard is started again; doubles with each failure in a row, up to 60 times.</summary>
    public TimeSpan AgentPauseTime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a stopping shard may take for the page it works on.</summary>
    public TimeSpan StopAndDrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Which nodes run the daemon.</summary>
    public DaemonMode AsyncMode { get; set; } = DaemonMode.Disabled;
}
