namespace MlOps.Broker.Storage;

// Compaction rewrites sealed segments one by one, concurrently with readers and writers.
internal sealed partial class PartitionLog
{
    private const string UnfinishedCopy = ".cleaned";
    private long compactedTo;

    private void Compact(TopicConfig config, DateTimeOffset now)
    {
        List<Segment> sealedSegments;
        lock (gate)
        {
            if (closed) return;
            sealedSegments = segments[..^1];
        }

        var total = sealedSegments.Sum(segment => segment.Size);
        var dirty = sealedSegments.Where(segment => segment.BaseOffset >= compactedTo).Sum(segment => segment.Size);
        if (dirty == 0 || dirty < total * config.MinDirtyRatio) return;

        var compaction = new Compaction(compactedTo, now.ToUnixTimeMilliseconds() - config.DeleteRetentionMs);
        foreach (var segment in sealedSegments)
        {
            if (!compaction.Learn(segment)) break;
        }

        foreach (var segment in sealedSegments.Where(segment => segment.BaseOffset < compaction.End))
        {
            var copy = Path.Combine(directory, Segment.FileName(segment.BaseOffset, UnfinishedCopy));
            if (compaction.Copy(segment, copy) == segment.Size) File.Delete(copy);
            else Exchange(segment, copy);
        }

        compactedTo = compaction.End;
        var last = sealedSegments[^1].BaseOffset;
        lock (gate) logger.Compacted(Name, total, segments.Where(segment => segment.BaseOffset <= last).Sum(segment => segment.Size));
    }

    /// <summary>Replaces a segment by its compacted copy, unless retention has removed it meanwhile.</summary>
    private void Exchange(Segment segment, string copy)
    {
        lock (gate)
        {
            var place = segments.IndexOf(segment);
            if (closed || place < 0)
            {
                File.Delete(copy);
                return;
            }

            var exchanged = segment.Replace(copy);
            DurableFile.SyncDirectory(directory);
            if (visibleSegment == segment) (visibleSegment, visiblePosition) = (exchanged, exchanged.Size);
            // An empty first segment stays: its name is the log start offset.
            if (exchanged.Size > 0 || place == 0 || visibleSegment == exchanged) segments[place] = exchanged;
            else
            {
                segments.RemoveAt(place);
                exchanged.Delete();
            }
        }
    }
}
