using System.Collections.Concurrent;
using System.Text.Json;
using MlOps.Broker.Protocol;
using Microsoft.Extensions.Logging;

namespace MlOps.Broker.Storage;

/// <summary>All topics. A topic exists as long as its description file does, which is written last and deleted first.</summary>
internal sealed class TopicCatalog
{
    public const int MaxPartitionsOfATopic = 10_000;
    private const string DescriptionFile = "topic.json";
    private const int MaxNameLength = 249;
    private readonly string directory;
    private readonly GroupCommit commit;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Lock changes = new();
    private readonly ConcurrentDictionary<string, Topic> byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, Topic> byId = [];

    /// <summary>Opens every topic in <paramref name="directory"/> and removes topics whose creation or deletion was interrupted.</summary>
    public TopicCatalog(string directory, GroupCommit commit, TimeProvider time, ILogger logger)
    {
        (this.directory, this.commit, this.time, this.logger) = (directory, commit, time, logger);
        Directory.CreateDirectory(directory);
        foreach (var folder in Directory.GetDirectories(directory))
        {
            var file = Path.Combine(folder, DescriptionFile);
            if (!File.Exists(file)) Directory.Delete(folder, recursive: true);
            else Add(Open(JsonSerializer.Deserialize<TopicDescription>(File.ReadAllBytes(file))!));
        }
    }

    public IEnumerable<Topic> All => byName.Values.OrderBy(topic => topic.Name, StringComparer.Ordinal);

    /// <summary>Whether this is a valid name for a topic.</summary>
    public static bool IsValidName(string name) =>
        name.Length is > 0 and <= MaxNameLength && name is not ("." or "..")
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    public Topic? Find(string name) => byName.GetValueOrDefault(name);

    public Topic? Find(Guid id) => byId.GetValueOrDefault(id);

    public PartitionLog? Find(string name, int partition) => Find(name)?.Partition(partition);

    /// <summary>Creates a topic from validated arguments; false if the name is taken.</summary>
    public bool TryCreate(string name, int partitions, IReadOnlyDictionary<string, string> config, out Topic topic)
    {
        lock (changes)
        {
            if (byName.TryGetValue(name, out topic!)) return false;
            Directory.CreateDirectory(Path.Combine(directory, name));
            topic = Open(new TopicDescription(name, Guid.NewGuid(), partitions, config));
            Describe(topic);
            DurableFile.SyncDirectory(directory);
            Add(topic);
            logger.TopicCreated(name, partitions);
            return true;
        }
    }

    /// <summary>Deletes a topic with all its records; false if it does not exist.</summary>
    public bool TryDelete(string name)
    {
        lock (changes)
        {
            if (!byName.TryRemove(name, out var topic)) return false;
            byId.TryRemove(topic.Id, out _);
            topic.Close();
            var folder = Path.Combine(directory, name);
            File.Delete(Path.Combine(folder, DescriptionFile));
            DurableFile.SyncDirectory(folder);
            Directory.Delete(folder, recursive: true);
            logger.TopicDeleted(name);
            return true;
        }
    }

    /// <summary>Adds partitions to a topic until there are <paramref name="count"/>.</summary>
    public ErrorCode Grow(Topic topic, int count, bool validateOnly)
    {
        lock (changes)
        {
            if (count <= topic.Partitions.Count || count > MaxPartitionsOfATopic) return ErrorCode.InvalidPartitions;
            if (validateOnly) return ErrorCode.None;
            topic.Open(count);
            Describe(topic);
            return ErrorCode.None;
        }
    }

    /// <summary>Changes a topic's settings atomically.</summary>
    /// <exception cref="ArgumentException">The resulting settings are invalid.</exception>
    public void Configure(Topic topic, bool validateOnly, Action<Dictionary<string, string>> change)
    {
        lock (changes)
        {
            var overrides = new Dictionary<string, string>(topic.Config.Overrides);
            change(overrides);
            if (TopicConfig.Refusal(overrides) is { } fault) throw new ArgumentException(fault);
            if (validateOnly) return;
            topic.Config = new TopicConfig(overrides);
            Describe(topic);
        }
    }

    public void Close()
    {
        foreach (var topic in byName.Values) topic.Close();
    }

    private Topic Open(TopicDescription description) =>
        new(description, Path.Combine(directory, description.Name), commit, time, logger);

    private void Describe(Topic topic) =>
        DurableFile.Replace(Path.Combine(directory, topic.Name, DescriptionFile), JsonSerializer.SerializeToUtf8Bytes(topic.Description));

    private void Add(Topic topic)
    {
        byName[topic.Name] = topic;
        byId[topic.Id] = topic;
    }
}
