namespace MlOps.Messaging;

/// <summary>Section <c>Kafka</c> of the configuration.</summary>
internal sealed class KafkaOptions
{
    /// <summary>
    /// Settings of librdkafka for every client, e.g. <c>security.protocol</c> and <c>sasl.mechanism</c>. As names of environment
    /// variables cannot have dots everywhere, underscores stand for them: <c>Kafka__Client__security_protocol</c>.
    /// </summary>
    public Dictionary<string, string> Client { get; } = [];

    /// <summary>Partitions of topics that are created.</summary>
    public int Partitions { get; set; } = 1;

    /// <summary>Copies of topics that are created; -1 is the cluster's default.</summary>
    public short ReplicationFactor { get; set; } = -1;

    /// <summary>How often a message is tried before it goes to the dead letters. Outages of the database do not count.</summary>
    public int Attempts { get; set; } = 5;

    /// <summary>Pause after the first failed attempt; it doubles up to <see cref="MaxRetryDelay"/>.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause between two attempts.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an event may wait to be published before the service is degraded.</summary>
    public TimeSpan PublishPatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a consumer may fail at one message before the service is degraded.</summary>
    public TimeSpan ConsumePatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause after a number of failed attempts.</summary>
    public TimeSpan DelayAfter(int attempts)
    {
        var delay = RetryDelay * Math.Pow(2, Math.Min(attempts - 1, 20));
        return delay < MaxRetryDelay ? delay : MaxRetryDelay;
    }

    /// <summary>What <see cref="Client"/> has, in librdkafka's own names. What the system relies on is set over it.</summary>
    public Dictionary<string, string> ClientSettings() =>
        Client.ToDictionary(setting => setting.Key.Replace('_', '.'), setting => setting.Value);
}
