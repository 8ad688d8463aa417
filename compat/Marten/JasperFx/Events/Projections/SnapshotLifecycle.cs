namespace JasperFx.Events.Projections;

/// <summary>When a snapshot is written.</summary>
public enum SnapshotLifecycle
{
    /// <summary>In the transaction that appends the events.</summary>
    Inline,

    /// <summary>Later, by the daemon.</summary>
    Async,
}
