namespace MlOps.EventSourcing;

/// <summary>Section <c>Retention</c> of the configuration: how long notes of what was done already are kept.</summary>
internal sealed class RetentionOptions
{
    /// <summary>How long a <c>request_id</c> is remembered.</summary>
    public TimeSpan Receipts { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long a consumed event is remembered; longer than topics keep messages, so that none can come again.</summary>
    public TimeSpan ConsumedEvents { get; set; } = TimeSpan.FromDays(30);
}
