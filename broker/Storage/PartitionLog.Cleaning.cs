using System.Text;

namespace MlOps.Broker.Storage;

// Retention, compaction, and deletion on request (DeleteRecords).
internal sealed partial class PartitionLog
{
    private static readonly TimeSpan ProducerLifetime = TimeSpan.FromDays(1);

    /// <summary>Applies the topic's cleanup policy.</summary>
    public void Clean()
    {
        var config = Config();
        var now = time.GetUtcNow();
        lock (gate)
        {
            if (closed) return;
            producers.ForgetUnusedSince((now - ProducerLifetime).ToUnixTimeMilliseconds());
            if (config.Deletes) RemoveOld(config, now.ToUnixTimeMilliseconds());
        }

        if (config.Compacts) Compact(config, now);
    }

    /// <summary>Moves the log start offset to <paramref name="offset"/> at once; disk space is freed by whole segments.</summary>
    public void DeleteBefore(long offset)
    {
        lock (gate)
        {
            if (offset <= StartOffset) return;
            DurableFile.Replace(StartOffsetPath, Encoding.ASCII.GetBytes($"{offset}"));
            StartOffset = offset;
            while (segments.Count > 1 && segments[1].BaseOffset <= offset) RemoveFirst();
        }
    }

    private void RemoveOld(TopicConfig config, long now)
    {
        var before = StartOffset;
        bool IsOld(Segment segment) => config.RetentionMs >= 0 && segment.Size > 0 && segment.MaxTimestamp < now - config.RetentionMs;
        if (IsOld(Active) && HighWatermark == EndOffset) Roll();
        while (segments.Count > 1 && IsOld(segments[0])) RemoveFirst();

        var size = segments.Sum(segment => segment.Size);
        while (config.RetentionBytes >= 0 && segments.Count > 1 && size - segments[0].Size >= config.RetentionBytes)
        {
            size -= segments[0].Size;
            RemoveFirst();
        }

        if (StartOffset > before) logger.OldRecordsRemoved(Name, StartOffset);
    }

    private void RemoveFirst()
    {
        var first = segments[0];
        segments.RemoveAt(0);
        StartOffset = Math.Max(StartOffset, segments[0].BaseOffset);
        if (visibleSegment == first) Show(segments[0], HighWatermark, 0);
        first.Delete();
    }
}
