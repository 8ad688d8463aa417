using MlOps.Broker.Protocol;
using MlOps.Broker.Storage;
using Microsoft.Extensions.Logging;

namespace MlOps.Broker.Groups;

/// <summary>The committed offsets of all groups: in memory, backed by a compacted log that is replayed at startup.</summary>
internal sealed class OffsetStore
{
    private static readonly TopicConfig LogConfig = new(new Dictionary<string, string>
    {
        ["cleanup.policy"] = "compact", ["segment.bytes"] = "8388608",
    });

    private readonly Dictionary<string, Dictionary<TopicPartition, CommittedOffset>> offsets = [];
    private readonly Lock gate = new();
    private readonly GroupCommit commit;
    private readonly TimeProvider time;

    public OffsetStore(string directory, GroupCommit commit, TimeProvider time, ILogger logger)
    {
        (this.commit, this.time) = (commit, time);
        Log = new PartitionLog("committed offsets", directory, () => LogConfig, commit, time, logger);
        Log.ReadAll(record =>
        {
            var (group, partition, offset) = OffsetRecords.Read(record);
            Apply(group, partition, offset);
        });
    }

    /// <summary>The log behind the offsets.</summary>
    public PartitionLog Log { get; }

    /// <summary>The groups that have offsets.</summary>
    public IReadOnlyList<string> Groups
    {
        get
        {
            lock (gate) return [.. offsets.Keys];
        }
    }

    /// <summary>A group's offsets; empty if the group is unknown.</summary>
    public IReadOnlyDictionary<TopicPartition, CommittedOffset> Of(string group)
    {
        lock (gate) return offsets.TryGetValue(group, out var of) ? new Dictionary<TopicPartition, CommittedOffset>(of) : [];
    }

    /// <summary>Stores offsets (null deletes one); completes once they are durable.</summary>
    public Task<ErrorCode> CommitAsync(string group, IReadOnlyList<KeyValuePair<TopicPartition, CommittedOffset?>> changes) =>
        StoreAsync([.. changes.Select(change => (group, change.Key, change.Value))]);

    /// <summary>Deletes the offsets of all groups for a deleted topic.</summary>
    public Task<ErrorCode> ForgetTopicAsync(string topic)
    {
        List<(string, TopicPartition, CommittedOffset?)> gone;
        lock (gate)
        {
            gone = [.. offsets.SelectMany(group => group.Value.Keys
                .Where(key => key.Topic == topic)
                .Select(key => (group.Key, key, (CommittedOffset?)null)))];
        }

        return StoreAsync(gone);
    }

    private async Task<ErrorCode> StoreAsync(List<(string Group, TopicPartition Partition, CommittedOffset? Offset)> changes)
    {
        if (changes.Count == 0) return ErrorCode.None;
        AppendResult appended;
        lock (gate)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var batch = new RecordBatchWriter();
            foreach (var (group, partition, offset) in changes)
                batch.Add(OffsetRecords.Key(group, partition), offset is null ? null : OffsetRecords.Value(offset, now));
            var bytes = batch.Finish(now);
            appended = Log.Append(bytes, RecordBatchHeader.Read(bytes));
            if (appended.Error != ErrorCode.None) return ErrorCode.CoordinatorNotAvailable;
            foreach (var (group, partition, offset) in changes) Apply(group, partition, offset);
        }

        await commit.EnlistAsync(Log);
        return Log.HighWatermark >= appended.EndOffset ? ErrorCode.None : ErrorCode.CoordinatorNotAvailable;
    }

    private void Apply(string group, TopicPartition partition, CommittedOffset? offset)
    {
        if (offset is not null)
        {
            if (!offsets.TryGetValue(group, out var of)) offsets[group] = of = [];
            of[partition] = offset;
        }
        else if (offsets.TryGetValue(group, out var of) && of.Remove(partition) && of.Count == 0) offsets.Remove(group);
    }
}
