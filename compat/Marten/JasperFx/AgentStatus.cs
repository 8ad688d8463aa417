namespace JasperFx;

/// <summary>What a shard is doing.</summary>
public enum AgentStatus
{
    /// <summary>It follows the events.</summary>
    Running,

    /// <summary>It does not run.</summary>
    Stopped,

    /// <summary>It failed, and will be started again.</summary>
    Paused,
}
