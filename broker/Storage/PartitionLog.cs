using MlOps.Broker.Files;
using MlOps.Broker.Protocol;
using Microsoft.Extensions.Logging;

namespace MlOps.Broker.Storage;

/// <summary>The log of a partition: its record batches in offset order, in segments.</summary>
internal sealed partial class PartitionLog
{
    /// <summary>The epoch of every batch: the leader never changes.</summary>
    public const int LeaderEpoch = 0;

    private readonly Lock gate = new();
    private readonly Lock syncing = new();
    private readonly string directory;
    private readonly GroupCommit commit;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly List<Segment> segments = [];
    private readonly ProducerSequences producers = new();
    private readonly List<DataArrival> waiting = [];
    private long visiblePosition;
    private Segment visibleSegment;
    private bool failed;
    private bool closed;

    /// <summary>Opens the log in <paramref name="directory"/> and truncates the torn write that a crash may have left.</summary>
    public PartitionLog(string name, string directory, Func<TopicConfig> config, GroupCommit commit, TimeProvider time, ILogger logger)
    {
        Name = name;
        Config = config;
        this.directory = directory;
        this.commit = commit;
        this.time = time;
        this.logger = logger;
        Recover();
        visibleSegment = Active;
        Show(Active, EndOffset, Active.Size);
    }

    /// <summary>topic-partition, for log messages.</summary>
    public string Name { get; }

    /// <summary>The current settings of the topic.</summary>
    public Func<TopicConfig> Config { get; }

    /// <summary>The log start offset: the first that can be read.</summary>
    public long StartOffset { get; private set; }

    /// <summary>The log end offset: that of the next record.</summary>
    public long EndOffset { get; private set; }

    /// <summary>The high-water mark: records below it are visible to consumers and, with group commit, durable.</summary>
    public long HighWatermark { get; private set; }

    /// <summary>Whether an fsync failed, after which writes are refused.</summary>
    public bool HasFailed => Volatile.Read(ref failed);

    /// <summary>Size of all segments in bytes.</summary>
    public long Size
    {
        get
        {
            lock (gate) return segments.Sum(segment => segment.Size);
        }
    }

    /// <summary>The newest timestamp of all records (ms since 1970), or -1.</summary>
    public long MaxTimestamp
    {
        get
        {
            lock (gate) return segments.Max(segment => segment.MaxTimestamp);
        }
    }

    private Segment Active => segments[^1];

    /// <summary>Appends a batch that <see cref="BatchCheck"/> accepted; its offset is written into it.</summary>
    public AppendResult Append(Span<byte> batch, RecordBatchHeader header)
    {
        var config = Config();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (gate)
        {
            if (closed) return AppendResult.Refused(ErrorCode.UnknownTopicOrPartition);
            if (failed) return AppendResult.Refused(ErrorCode.KafkaStorageError);
            var verdict = producers.Check(header, out var storedAt);
            if (verdict != ErrorCode.None) return AppendResult.Refused(verdict);
            if (storedAt is { } offset) return new AppendResult(ErrorCode.None, offset, offset + header.LastOffsetDelta + 1, -1);

            var appendTime = -1L;
            if (config.StampsAppendTime)
            {
                RecordBatchHeader.StampAppendTime(batch, now);
                appendTime = now;
            }

            RecordBatchHeader.Assign(batch, EndOffset, LeaderEpoch);
            header = RecordBatchHeader.Read(batch);
            try
            {
                var isFull = Active.Size + batch.Length > config.SegmentBytes || now - Active.FirstAppend > config.SegmentMs;
                if (Active.Size > 0 && isFull) Roll();
                Active.Append(batch, header, now);
            }
            catch (IOException failure)
            {
                logger.AppendFailed(failure, Name);
                return AppendResult.Refused(ErrorCode.KafkaStorageError);
            }

            producers.Add(header, now);
            EndOffset = header.LastOffset + 1;
            if (!commit.HoldsBackUntilDurable) Show(Active, EndOffset, Active.Size);
            return new AppendResult(ErrorCode.None, header.BaseOffset, EndOffset, appendTime);
        }
    }

    /// <summary>Fsyncs what was appended so far and advances the high-water mark.</summary>
    public void Flush()
    {
        Segment segment;
        SegmentFile file;
        long end, size;
        lock (gate)
        {
            if (closed || failed) return;
            (segment, end, size) = (Active, EndOffset, Active.Size);
            file = segment.Open();
        }

        Sync(file);

        lock (gate)
        {
            if (end > HighWatermark) Show(segment, end, size);
        }
    }

    /// <summary>Refuses writes from now on: after a failed fsync the content on disk is unknown until a restart verifies it.</summary>
    public void Fail(Exception failure)
    {
        if (!Interlocked.Exchange(ref failed, true)) logger.FlushFailed(failure, Name);
    }

    /// <summary>Signals <paramref name="arrival"/> whenever the high-water mark advances, until <see cref="Unsubscribe"/>.</summary>
    public void Subscribe(DataArrival arrival)
    {
        lock (gate) waiting.Add(arrival);
    }

    public void Unsubscribe(DataArrival arrival)
    {
        lock (gate) waiting.Remove(arrival);
    }

    /// <summary>Closes the files and wakes waiting fetches.</summary>
    public void Close()
    {
        lock (gate)
        {
            if (closed) return;
            closed = true;
            foreach (var segment in segments) segment.Close();
            Wake();
        }
    }

    /// <summary>Seals the active segment and starts a new one. A sealed segment is durable before its successor exists.</summary>
    /// <remarks>If the disk is full, the active segment stays active and the next append tries again.</remarks>
    private void Roll()
    {
        var previous = Active;
        if (commit.Syncs) Sync(previous.Open());
        previous.SaveIndex();
        if (commit.HoldsBackUntilDurable) Show(previous, EndOffset, previous.Size);
        DurableFile.Replace(SnapshotPath(EndOffset), producers.Snapshot());
        segments.Add(Segment.Create(directory, EndOffset));
        previous.Seal();
        DurableFile.SyncDirectory(directory);
        if (previous.BaseOffset != Active.BaseOffset) File.Delete(SnapshotPath(previous.BaseOffset));
    }

    /// <summary>
    /// Fsyncs a file and releases it. Linux reports a failed write-back once: a second fsync would succeed although the data is lost.
    /// </summary>
    private void Sync(SegmentFile file)
    {
        try
        {
            lock (syncing)
            {
                if (failed) throw new IOException($"An earlier fsync of {Name} failed.");
                DurableFile.Sync(file.Handle);
            }
        }
        catch (IOException failure)
        {
            Fail(failure);
            throw;
        }
        finally
        {
            file.Release();
        }
    }

    private void Show(Segment segment, long offset, long position)
    {
        (visibleSegment, HighWatermark, visiblePosition) = (segment, offset, position);
        Wake();
    }

    private void Wake()
    {
        foreach (var arrival in waiting) arrival.Signal();
    }

    private string SnapshotPath(long offset) => Path.Combine(directory, Segment.FileName(offset, ".producers"));
}
