namespace JasperFx.Events.Daemon;

/// <summary>Runs the asynchronous projections and subscriptions of one database.</summary>
public interface IProjectionDaemon : IDisposable
{
    /// <summary>Whether any shard runs.</summary>
    bool IsRunning { get; }

    /// <summary>Deletes what a projection has stored and builds it from all events.</summary>
    Task RebuildProjectionAsync(string projectionName, CancellationToken token);

    /// <summary>As above; <typeparamref name="TView"/> is the projection or the document.</summary>
    Task RebuildProjectionAsync<TView>(CancellationToken token);

    /// <summary>As above; the type is that of the projection or the document.</summary>
    Task RebuildProjectionAsync(Type projectionType, CancellationToken token);

    /// <summary>As above, within a time limit.</summary>
    Task RebuildProjectionAsync(string projectionName, TimeSpan shardTimeout, CancellationToken token);

    /// <summary>As above, within a time limit.</summary>
    Task RebuildProjectionAsync<TView>(TimeSpan shardTimeout, CancellationToken token);

    /// <summary>As above, within a time limit.</summary>
    Task RebuildProjectionAsync(Type projectionType, TimeSpan shardTimeout, CancellationToken token);

    /// <summary>Starts one shard.</summary>
    Task StartAgentAsync(string shardName, CancellationToken token);

    /// <summary>Stops one shard.</summary>
    Task StopAgentAsync(string shardName, Exception? ex = null);

    /// <summary>Starts all shards.</summary>
    Task StartAllAsync();

    /// <summary>Stops all shards.</summary>
    Task StopAllAsync();

    /// <summary>Waits until every shard has handled all events that are stored now.</summary>
    Task WaitForNonStaleData(TimeSpan timeout);

    /// <summary>The sequence up to which no event can appear any more.</summary>
    long HighWaterMark();

    /// <summary>What a shard is doing.</summary>
    AgentStatus StatusFor(string shardName);

    /// <summary>Whether any shard has failed and waits for its restart.</summary>
    bool HasAnyPaused();

    /// <summary>Makes a subscription or projection start again after a sequence, or at a moment.</summary>
    Task RewindSubscriptionAsync(string subscriptionName, CancellationToken token, long? sequenceFloor = 0, DateTimeOffset? timestamp = null);
}
