namespace JasperFx.Events.Daemon;

/// <summary>The record of an event that the daemon skipped, and why.</summary>
public class DeadLetterEvent
{
    /// <summary>For deserialization.</summary>
    public DeadLetterEvent()
    {
    }

    /// <summary>An event that a projection failed on.</summary>
    public DeadLetterEvent(IEvent e, Projections.ShardName shardName, ApplyEventException ex)
    {
        Id = Guid.CreateVersion7();
        ProjectionName = shardName.Name;
        ShardName = shardName.ShardKey;
        Timestamp = DateTimeOffset.UtcNow;
        ExceptionMessage = ex.Message;
        ExceptionType = (ex.InnerException ?? ex).GetType().Name;
        EventSequence = e.Sequence;
        TenantId = e.TenantId;
    }

    /// <summary>Identity of the record.</summary>
    public Guid Id { get; set; }

    /// <summary>The projection or subscription.</summary>
    public string ProjectionName { get; set; } = "";

    /// <summary>Key of its shard.</summary>
    public string ShardName { get; set; } = "";

    /// <summary>When the event was skipped.</summary>
    public DateTimeOffset Timestamp { get; set; }

    /// <summary>What the failure said.</summary>
    public string ExceptionMessage { get; set; } = "";

    /// <summary>The failure's type.</summary>
    public string ExceptionType { get; set; } = "";

    /// <summary>Sequence of the event.</summary>
    public long EventSequence { get; set; }

    /// <summary>The event's tenant.</summary>
    public string? TenantId { get; set; }
}
