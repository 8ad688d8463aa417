using MlOps.Broker.Files;
using MlOps.Broker.Protocol;

namespace MlOps.Broker.Storage;

// Reads locate batches in segment files; they do not load them.
internal sealed partial class PartitionLog
{
    /// <summary>The batches from the one that contains <paramref name="offset"/> on, as a slice of one segment file.</summary>
    /// <param name="offset">The first offset to read.</param>
    /// <param name="maxBytes">The maximum size of the slice, which may truncate the last batch.</param>
    /// <param name="wholeFirstBatch">Whether the first batch is complete even if it exceeds <paramref name="maxBytes"/>.</param>
    public ReadResult Read(long offset, int maxBytes, bool wholeFirstBatch)
    {
        lock (gate)
        {
            if (closed) return Result(ErrorCode.UnknownTopicOrPartition, null);
            if (offset < StartOffset || offset > EndOffset) return Result(ErrorCode.OffsetOutOfRange, null);
            if (offset >= HighWatermark) return Result(ErrorCode.None, null);
            for (var i = SegmentOf(offset); i < segments.Count && segments[i].BaseOffset < HighWatermark; i++)
            {
                var limit = VisibleSize(segments[i]);
                var file = segments[i].Open();
                if (segments[i].FindByOffset(file, offset, limit) is { } found)
                {
                    var available = limit - found.Position;
                    var length = Math.Min(available, wholeFirstBatch ? Math.Max(maxBytes, found.Header.TotalSize) : maxBytes);
                    if (length > 0) return Result(ErrorCode.None, new FileSlice(file, found.Position, (int)Math.Min(length, int.MaxValue)));
                    file.Release();
                    return Result(ErrorCode.None, null);
                }

                file.Release();
            }

            return Result(ErrorCode.None, null);
        }
    }

    /// <summary>The first record, by offset, at or after <paramref name="timestamp"/> (ms since 1970).</summary>
    public (long Offset, long Timestamp)? FindByTime(long timestamp)
    {
        lock (gate)
        {
            foreach (var segment in segments)
            {
                if (closed || segment.MaxTimestamp < timestamp || segment.BaseOffset >= HighWatermark) continue;
                var file = segment.Open();
                try
                {
                    if (segment.FindByTime(file, timestamp, VisibleSize(segment)) is not { } found) continue;
                    var batch = new byte[found.Header.TotalSize];
                    RandomAccess.Read(file.Handle, batch, found.Position);
                    var (offset, time) = RecordBatch.FirstAtOrAfter(batch, found.Header, timestamp);
                    return (Math.Max(offset, StartOffset), time);
                }
                finally
                {
                    file.Release();
                }
            }

            return null;
        }
    }

    /// <summary>Reads every record of a log that only the broker writes, uncompressed.</summary>
    public void ReadAll(Action<Record> read)
    {
        lock (gate)
        {
            foreach (var segment in segments)
            {
                var file = segment.Open();
                using (var scanner = new BatchScanner(file.Handle, 0, segment.Size))
                {
                    while (scanner.MoveNext())
                    {
                        var records = scanner.Batch()[RecordBatchHeader.Size..].ToArray();
                        foreach (var record in RecordReader.ReadAll(records, scanner.Header.RecordCount)) read(record);
                    }
                }

                file.Release();
            }
        }
    }

    private ReadResult Result(ErrorCode error, FileSlice? slice) => new(error, slice, HighWatermark, StartOffset);

    private int SegmentOf(long offset)
    {
        var (low, high) = (0, segments.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (segments[middle].BaseOffset <= offset) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    private long VisibleSize(Segment segment) =>
        segment == visibleSegment ? visiblePosition : segment.BaseOffset < visibleSegment.BaseOffset ? segment.Size : 0;
}
