using System.Buffers;
using System.Buffers.Binary;
using System.Threading.Channels;
using Google.Protobuf;
using MlOps.Contracts.Serving.V1;

namespace MlOps.Serving.PredictionLog;

/// <summary>
/// A file that each prediction is written to before it is answered, so that a killed process forgets none: one write to the
/// page cache, without waiting for the disk. The shipper closes segments and moves them to the database.
/// </summary>
internal sealed class PredictionJournal : IDisposable
{
    private const int SegmentBytes = 256 << 10;

    private readonly Lock gate = new();
    private readonly FileStream owned;
    private readonly Channel<bool> segmentsBegun =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private FileStream? open;
    private long openBytes;

    public PredictionJournal(IConfiguration configuration)
    {
        Root = configuration["Predictions:Journal"]
            ?? Path.Combine(configuration["Blobs:Root"] ?? Path.GetTempPath(), "..", "prediction-journal");
        Directory.CreateDirectory(Root);
        // Two processes would take each other's open segments for what a killed one left behind.
        owned = new FileStream(Path.Combine(Root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>The directory of the segments.</summary>
    public string Root { get; }

    /// <summary>
    /// Writes a prediction; when this returns, the operating system has it. False if it is larger than
    /// <see cref="Limits.PredictionBytes"/>.
    /// </summary>
    public bool TryAppend(Prediction prediction)
    {
        var size = prediction.CalculateSize();
        if (size > Limits.PredictionBytes) return false;
        var buffer = ArrayPool<byte>.Shared.Rent(SegmentFile.HeaderBytes + size);
        try
        {
            var record = buffer.AsSpan(0, SegmentFile.HeaderBytes + size);
            var body = record[SegmentFile.HeaderBytes..];
            prediction.WriteTo(body);
            BinaryPrimitives.WriteInt32LittleEndian(record, size);
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], SegmentFile.Checksum(body));
            lock (gate)
            {
                if (openBytes + record.Length > SegmentBytes) Close();
                Write(open ??= Create(), record);
            }
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Returns once a segment was begun since the last call.</summary>
    public async Task SegmentBegunAsync(CancellationToken cancellation) => await segmentsBegun.Reader.ReadAsync(cancellation);

    /// <summary>Closes the segment that is being written, if it holds anything, and returns all closed ones, oldest first.</summary>
    public IReadOnlyList<string> CloseSegments()
    {
        lock (gate) Close();
        return [.. Directory.EnumerateFiles(Root, $"*{SegmentFile.Closed}").Order(StringComparer.Ordinal)];
    }

    /// <summary>Takes over what a killed process left behind, before anything is written.</summary>
    public void Recover()
    {
        lock (gate)
        {
            foreach (var left in Directory.EnumerateFiles(Root, $"*{SegmentFile.Open}"))
            {
                if (left != open?.Name) File.Move(left, Path.ChangeExtension(left, SegmentFile.Closed));
            }
        }
    }

    /// <summary>Deletes damaged segments that were written before a moment; returns their names.</summary>
    public IReadOnlyList<string> DeleteDamaged(DateTimeOffset before)
    {
        var old = Directory.EnumerateFiles(Root, $"*{SegmentFile.Damaged}")
            .Where(path => File.GetLastWriteTimeUtc(path) < before.UtcDateTime).ToList();
        foreach (var path in old) File.Delete(path);
        return old.ConvertAll(path => Path.GetFileName(path));
    }

    public void Dispose()
    {
        lock (gate) Close();
        owned.Dispose();
    }

    private void Write(FileStream segment, ReadOnlySpan<byte> record)
    {
        try
        {
            segment.Write(record);
            openBytes += record.Length;
        }
        catch (IOException)
        {
            // A record that was written in part must be the segment's end: nothing behind it would be read.
            Close();
            throw;
        }
    }

    // The names order by time. Unbuffered: every write goes to the operating system at once.
    private FileStream Create()
    {
        var segment = new FileStream(
            Path.Combine(Root, $"{Guid.CreateVersion7():N}{SegmentFile.Open}"), FileMode.CreateNew, FileAccess.Write, FileShare.Read,
            bufferSize: 0);
        segmentsBegun.Writer.TryWrite(true);
        return segment;
    }

    private void Close()
    {
        if (open is null) return;
        var path = open.Name;
        open.Dispose();
        open = null;
        openBytes = 0;
        File.Move(path, Path.ChangeExtension(path, SegmentFile.Closed));
    }
}
