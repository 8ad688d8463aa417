namespace JasperFx.Events.Daemon;

/// <summary>Why a shard runs.</summary>
public enum ShardExecutionMode
{
    /// <summary>It follows the events as they come.</summary>
    Continuous,

    /// <summary>It starts from nothing.</summary>
    Rebuild,

    /// <summary>It runs once up to the newest event.</summary>
    CatchUp,
}
