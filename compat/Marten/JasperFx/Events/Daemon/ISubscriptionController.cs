using JasperFx.Events.Projections;

namespace JasperFx.Events.Daemon;

/// <summary>What a subscription can tell the daemon while it handles a page.</summary>
public interface ISubscriptionController
{
    /// <summary>Why the shard runs.</summary>
    ShardExecutionMode Mode { get; }

    /// <summary>Which failures are passed over.</summary>
    ErrorHandlingOptions ErrorOptions { get; }

    /// <summary>The shard.</summary>
    ShardName Name { get; }

    /// <summary>How the shard is run.</summary>
    AsyncOptions Options { get; }

    /// <summary>Stores that everything up to here is handled.</summary>
    ValueTask MarkSuccessAsync(long processedCeiling);

    /// <summary>Pauses the shard; it will begin the page anew.</summary>
    Task ReportCriticalFailureAsync(Exception ex);

    /// <summary>Pauses the shard; it will begin after <paramref name="lastProcessed"/>.</summary>
    Task ReportCriticalFailureAsync(Exception ex, long lastProcessed);

    /// <summary>Records an event that the subscription passes over.</summary>
    Task RecordDeadLetterEventAsync(IEvent @event, Exception ex);
}
