namespace MlOps.Messaging;

/// <summary>Options of the configuration section <c>Kafka</c>.</summary>
internal sealed class KafkaOptions
{
    /// <summary>
    /// librdkafka settings for all producers and consumers, e.g. <c>security.protocol</c> and <c>sasl.mechanism</c>. An underscore stands
    /// for a dot, because environment variables cannot contain dots: <c>Kafka__Client__security_protocol</c>.
    /// </summary>
    public Dictionary<string, string> Client { get; } = [];

    /// <summary>Number of partitions of newly created topics.</summary>
    public int Partitions { get; set; } = 1;

    /// <summary>Replication factor of newly created topics; -1 = the cluster's default.</summary>
    public short ReplicationFactor { get; set; } = -1;

    /// <summary>Number of attempts before a message is dead-lettered; transient failures do not count.</summary>
    public int Attempts { get; set; } = 5;

    /// <summary>Delay after the first failed attempt; doubles up to <see cref="MaxRetryDelay"/>.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Maximum delay between two attempts.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an event may be unpublished before the health check <c>publisher</c> reports degraded.</summary>
    public TimeSpan PublishPatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a consumer may fail at one message before the health check <c>consumers</c> reports degraded.</summary>
    public TimeSpan ConsumePatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The exponential backoff after a number of failed attempts (at least 1).</summary>
    public TimeSpan DelayAfter(int attempts)
    {
        var delay = RetryDelay * Math.Pow(2, Math.Min(attempts - 1, 20));
        return delay < MaxRetryDelay ? delay : MaxRetryDelay;
    }

    /// <summary><see cref="Client"/> with librdkafka's setting names; settings that delivery guarantees depend on override it.</summary>
    public Dictionary<string, string> ClientSettings() =>
        Client.ToDictionary(setting => setting.Key.Replace('_', '.'), setting => setting.Value);
}
