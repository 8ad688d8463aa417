using System.Buffers.Binary;

namespace MlOps.Broker.Storage;

/// <summary>The sparse index of a segment, by offset and by time: in memory while the segment grows, in a file once it is sealed.</summary>
internal sealed class SegmentIndex(string path)
{
    private const int IntervalBytes = 8 * 1024;
    private const int HeaderSize = 16;
    private List<IndexEntry>? entries = [];
    private long indexedTo = -1;

    /// <summary>The newest timestamp of the segment, or -1 if it is empty.</summary>
    public long MaxTimestamp { get; private set; } = -1;

    /// <summary>Adds a batch that was appended at <paramref name="position"/>.</summary>
    public void Add(in RecordBatchHeader header, long position)
    {
        if (indexedTo < 0 || position - indexedTo >= IntervalBytes)
        {
            entries!.Add(new IndexEntry(header.BaseOffset, position, MaxTimestamp));
            indexedTo = position;
        }

        MaxTimestamp = Math.Max(MaxTimestamp, header.MaxTimestamp);
    }

    /// <summary>The last entry at or before <paramref name="offset"/>.</summary>
    public IndexEntry FloorByOffset(long offset) => Floor(entry => entry.Offset <= offset);

    /// <summary>The last entry before which everything is older than <paramref name="timestamp"/>.</summary>
    public IndexEntry FloorByTime(long timestamp) => Floor(entry => entry.MaxTimestampBefore < timestamp);

    /// <summary>Saves the index of a segment of this size.</summary>
    public void Save(long segmentSize)
    {
        var content = new byte[HeaderSize + entries!.Count * IndexEntry.Size];
        BinaryPrimitives.WriteInt64BigEndian(content, segmentSize);
        BinaryPrimitives.WriteInt64BigEndian(content.AsSpan(8), MaxTimestamp);
        for (var i = 0; i < entries.Count; i++) entries[i].Write(content.AsSpan(HeaderSize + i * IndexEntry.Size));
        DurableFile.Replace(path, content);
    }

    /// <summary>Drops the entries from memory; searches read the saved file from now on.</summary>
    public void Forget() => entries = null;

    /// <summary>Opens the saved index of a sealed segment; false if it is missing or stale (for another segment size).</summary>
    public bool TryOpen(long segmentSize)
    {
        if (!File.Exists(path)) return false;
        using var file = File.OpenHandle(path);
        Span<byte> header = stackalloc byte[HeaderSize];
        if (RandomAccess.Read(file, header, 0) < HeaderSize) return false;
        if ((RandomAccess.GetLength(file) - HeaderSize) % IndexEntry.Size != 0) return false;
        if (BinaryPrimitives.ReadInt64BigEndian(header) != segmentSize) return false;
        MaxTimestamp = BinaryPrimitives.ReadInt64BigEndian(header[8..]);
        entries = null;
        return true;
    }

    public void Delete() => File.Delete(path);

    private IndexEntry Floor(Func<IndexEntry, bool> isBefore)
    {
        if (entries is not null) return Search(entries.Count, i => entries[i], isBefore);
        using var file = File.OpenHandle(path);
        var count = (int)((RandomAccess.GetLength(file) - HeaderSize) / IndexEntry.Size);
        return Search(count, i =>
        {
            Span<byte> bytes = stackalloc byte[IndexEntry.Size];
            RandomAccess.Read(file, bytes, HeaderSize + (long)i * IndexEntry.Size);
            return IndexEntry.Read(bytes);
        }, isBefore);
    }

    private static IndexEntry Search(int count, Func<int, IndexEntry> at, Func<IndexEntry, bool> isBefore)
    {
        var found = new IndexEntry(0, 0, -1);
        var (low, high) = (0, count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var entry = at(middle);
            if (isBefore(entry)) (found, low) = (entry, middle + 1);
            else high = middle - 1;
        }

        return found;
    }
}
