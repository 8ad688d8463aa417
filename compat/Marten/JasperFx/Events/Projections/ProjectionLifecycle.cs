namespace JasperFx.Events.Projections;

/// <summary>When a projection runs.</summary>
public enum ProjectionLifecycle
{
    /// <summary>In the transaction that appends the events.</summary>
    Inline,

    /// <summary>Later, by the daemon.</summary>
    Async,

    /// <summary>On reading only.</summary>
    Live,
}
