using System.Security.Cryptography;

namespace MlOps.Broker.Storage;

/// <summary>Log compaction: learns the newest offset of each key, then copies segments without the superseded records.</summary>
/// <param name="from">Start of the dirty part; records before it were compacted by an earlier run.</param>
/// <param name="tombstonesBefore">Tombstones older than this (ms since 1970) are removed.</param>
internal sealed class Compaction(long from, long tombstonesBefore)
{
    private readonly long from = from;
    private const int MaxKeys = 1_000_000;
    private readonly Dictionary<UInt128, long> newest = [];

    /// <summary>End of the dirty part whose keys were learned.</summary>
    public long End { get; private set; } = from;

    /// <summary>Learns the keys of a segment; false once the limit of keys in memory is reached.</summary>
    public bool Learn(Segment segment)
    {
        var file = segment.Open();
        try
        {
            using var scanner = new BatchScanner(file.Handle, 0, segment.Size);
            while (scanner.MoveNext())
            {
                if (scanner.Header.LastOffset < from) continue;
                if (newest.Count >= MaxKeys) return false;
                foreach (var record in RecordBatch.TryRead(scanner.Batch().ToArray(), scanner.Header) ?? [])
                {
                    if (record.Key is { } key) newest[Hash(key)] = scanner.Header.BaseOffset + record.OffsetDelta;
                }

                End = scanner.Header.LastOffset + 1;
            }

            return true;
        }
        finally
        {
            file.Release();
        }
    }

    /// <summary>Copies the retained records of a segment to a new file and returns its size.</summary>
    public long Copy(Segment segment, string path)
    {
        var file = segment.Open();
        try
        {
            using var target = new FileStream(path, FileMode.Create, FileAccess.Write);
            using var scanner = new BatchScanner(file.Handle, 0, segment.Size);
            while (scanner.MoveNext()) target.Write(Retained(scanner.Batch().ToArray(), scanner.Header).Span);
            target.Flush();
            DurableFile.Sync(target.SafeFileHandle);
            return target.Length;
        }
        finally
        {
            file.Release();
        }
    }

    private ReadOnlyMemory<byte> Retained(byte[] batch, RecordBatchHeader header)
    {
        if (RecordBatch.TryRead(batch, header) is not { } records) return batch;
        var kept = records.Where(record => Stays(record, header)).ToList();
        if (kept.Count == records.Count) return batch;
        if (kept.Count == 0) return ReadOnlyMemory<byte>.Empty;

        var writer = new RecordBatchWriter();
        foreach (var record in kept) writer.Add(record.Raw.Span);
        return writer.Finish(header with { Attributes = header.UncompressedAttributes, RecordCount = kept.Count });
    }

    private bool Stays(Record record, in RecordBatchHeader header)
    {
        if (record.Key is not { } key) return true;
        var offset = header.BaseOffset + record.OffsetDelta;
        if (newest.TryGetValue(Hash(key), out var last) && last > offset) return false;
        return record.Value is not null || offset >= End || header.BaseTimestamp + record.TimestampDelta >= tombstonesBefore;
    }

    /// <summary>Keys are compared by a 128-bit hash, so that memory does not depend on their length.</summary>
    private static UInt128 Hash(ReadOnlyMemory<byte> key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key.Span, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
