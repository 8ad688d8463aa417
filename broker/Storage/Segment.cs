using MlOps.Broker.Files;

namespace MlOps.Broker.Storage;

/// <summary>A file of record batches, named by its base offset. Only the last segment of a log, the active one, is written to.</summary>
internal sealed class Segment
{
    private readonly string path;
    private readonly SegmentIndex index;
    private SegmentFile? writer;

    private Segment(string path, long baseOffset)
    {
        this.path = path;
        BaseOffset = baseOffset;
        index = new SegmentIndex(Path.ChangeExtension(path, ".index"));
    }

    public long BaseOffset { get; }

    /// <summary>Size in bytes of all whole batches.</summary>
    public long Size { get; private set; }

    public long MaxTimestamp => index.MaxTimestamp;

    /// <summary>When the first batch was appended (ms since 1970), for segment.ms.</summary>
    public long? FirstAppend { get; private set; }

    public static string FileName(long baseOffset, string extension) => $"{baseOffset:D20}{extension}";

    /// <summary>Creates an empty active segment.</summary>
    public static Segment Create(string directory, long baseOffset)
    {
        var path = Path.Combine(directory, FileName(baseOffset, ".log"));
        var handle = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        return new Segment(path, baseOffset) { writer = new SegmentFile(handle) };
    }

    /// <summary>Opens a sealed segment, rebuilding its index if the index file is missing or stale.</summary>
    public static Segment OpenSealed(string path, long baseOffset)
    {
        var segment = new Segment(path, baseOffset) { Size = new FileInfo(path).Length };
        if (segment.index.TryOpen(segment.Size)) return segment;
        var file = segment.Open();
        try
        {
            using var scanner = new BatchScanner(file.Handle, 0, segment.Size);
            while (scanner.MoveNext()) segment.index.Add(scanner.Header, scanner.Position);
            segment.index.Save(segment.Size);
            segment.index.Forget();
            return segment;
        }
        finally
        {
            file.Release();
        }
    }

    /// <summary>Opens the last segment of a log: verifies every batch and truncates the file after the last whole one.</summary>
    /// <param name="path">The segment file.</param>
    /// <param name="baseOffset">The offset in its name.</param>
    /// <param name="recovered">Called with the header of each valid batch.</param>
    /// <param name="cut">The number of truncated bytes.</param>
    public static Segment Recover(string path, long baseOffset, Action<RecordBatchHeader> recovered, out long cut)
    {
        var segment = new Segment(path, baseOffset);
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        segment.writer = new SegmentFile(handle);
        var length = RandomAccess.GetLength(handle);
        var next = baseOffset;
        using (var scanner = new BatchScanner(handle, 0, length))
        {
            while (scanner.MoveNext() && scanner.Header.BaseOffset >= next && BatchCheck.HasValidCrc(scanner.Batch(), scanner.Header))
            {
                segment.Grow(scanner.Header);
                recovered(scanner.Header);
                next = scanner.Header.LastOffset + 1;
            }
        }

        cut = length - segment.Size;
        if (cut > 0) RandomAccess.SetLength(handle, segment.Size);
        return segment;
    }

    /// <summary>Appends a batch; if the write fails, the file is truncated to its previous size.</summary>
    public void Append(ReadOnlySpan<byte> batch, in RecordBatchHeader header, long now)
    {
        var file = writer ?? throw new InvalidOperationException("The segment is sealed.");
        try
        {
            RandomAccess.Write(file.Handle, batch, Size);
        }
        catch (IOException)
        {
            RandomAccess.SetLength(file.Handle, Size);
            throw;
        }

        Grow(header);
        FirstAppend ??= now;
    }

    /// <summary>The segment's file, with a reference that the caller must release.</summary>
    public SegmentFile Open() =>
        writer?.Retain() ?? new SegmentFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    /// <summary>The first batch before position <paramref name="limit"/> that ends at or after <paramref name="offset"/>.</summary>
    public (long Position, RecordBatchHeader Header)? FindByOffset(SegmentFile file, long offset, long limit) =>
        Find(file, index.FloorByOffset(offset).Position, limit, header => header.LastOffset >= offset);

    /// <summary>The first batch before position <paramref name="limit"/> with a record at or after <paramref name="timestamp"/>.</summary>
    public (long Position, RecordBatchHeader Header)? FindByTime(SegmentFile file, long timestamp, long limit) =>
        Find(file, index.FloorByTime(timestamp).Position, limit, header => header.MaxTimestamp >= timestamp);

    /// <summary>Writes the index to disk; if that fails, the segment stays writable.</summary>
    public void SaveIndex() => index.Save(Size);

    /// <summary>Makes the segment read-only.</summary>
    public void Seal()
    {
        index.Forget();
        Close();
    }

    /// <summary>Replaces the file of this sealed segment by its compacted copy.</summary>
    public Segment Replace(string copy)
    {
        index.Delete();
        File.Move(copy, path, overwrite: true);
        return OpenSealed(path, BaseOffset);
    }

    public void Close()
    {
        writer?.Release();
        writer = null;
    }

    public void Delete()
    {
        Close();
        File.Delete(path);
        index.Delete();
    }

    private static (long Position, RecordBatchHeader Header)? Find(
        SegmentFile file, long start, long limit, Func<RecordBatchHeader, bool> matches)
    {
        using var scanner = new BatchScanner(file.Handle, start, limit);
        while (scanner.MoveNext())
        {
            if (matches(scanner.Header)) return (scanner.Position, scanner.Header);
        }

        return null;
    }

    private void Grow(in RecordBatchHeader header)
    {
        index.Add(header, Size);
        Size += header.TotalSize;
    }
}
