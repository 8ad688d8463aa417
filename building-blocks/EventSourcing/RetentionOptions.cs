namespace MlOps.EventSourcing;

/// <summary>Options of the configuration section <c>Retention</c>: how long deduplication records are kept.</summary>
internal sealed class RetentionOptions
{
    /// <summary>How long receipts are kept, i.e. how long a retry with the same <c>request_id</c> is idempotent.</summary>
    public TimeSpan Receipts { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long consumed event ids are kept; must exceed the retention of the topics, or redeliveries are handled again.</summary>
    public TimeSpan ConsumedEvents { get; set; } = TimeSpan.FromDays(30);
}
