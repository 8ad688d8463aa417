using Microsoft.Extensions.Logging;

namespace MlOps.Broker.Storage;

/// <summary>A topic and its partitions, stored in one directory.</summary>
internal sealed class Topic
{
    private readonly string directory;
    private readonly GroupCommit commit;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private volatile PartitionLog[] partitions = [];
    private volatile TopicConfig config;

    public Topic(TopicDescription description, string directory, GroupCommit commit, TimeProvider time, ILogger logger)
    {
        (this.directory, this.commit, this.time, this.logger) = (directory, commit, time, logger);
        (Name, Id) = (description.Name, description.Id);
        config = new TopicConfig(description.Config);
        Open(description.Partitions);
    }

    public string Name { get; }

    public Guid Id { get; }

    public IReadOnlyList<PartitionLog> Partitions => partitions;

    public TopicConfig Config
    {
        get => config;
        set => config = value;
    }

    /// <summary>The persisted form of the topic.</summary>
    public TopicDescription Description => new(Name, Id, partitions.Length, config.Overrides);

    /// <summary>The partition, or null if the topic has none with this index.</summary>
    public PartitionLog? Partition(int index) => index >= 0 && index < partitions.Length ? partitions[index] : null;

    /// <summary>Opens or creates the partitions up to <paramref name="count"/>.</summary>
    public void Open(int count)
    {
        var added = Enumerable.Range(partitions.Length, count - partitions.Length)
            .Select(index => new PartitionLog($"{Name}-{index}", Path.Combine(directory, $"{index}"), () => Config, commit, time, logger));
        partitions = [.. partitions, .. added];
    }

    public void Close()
    {
        foreach (var partition in partitions) partition.Close();
    }
}
