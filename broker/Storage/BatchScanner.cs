using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace MlOps.Broker.Storage;

/// <summary>Iterates over the record batches of a segment file from a batch boundary on, reading little more than headers.</summary>
internal sealed class BatchScanner(SafeFileHandle file, long start, long limit) : IDisposable
{
    private const int WindowSize = 16 * 1024;
    private byte[] window = ArrayPool<byte>.Shared.Rent(WindowSize);
    private long windowStart;
    private int windowLength;
    private long next = start;

    /// <summary>The file position of the current batch.</summary>
    public long Position { get; private set; }

    public RecordBatchHeader Header { get; private set; }

    /// <summary>Moves to the next batch; false if no complete batch with a valid length follows.</summary>
    public bool MoveNext()
    {
        if (limit - next < RecordBatchHeader.Size) return false;
        var header = RecordBatchHeader.Read(Window(RecordBatchHeader.Size));
        if (header.Magic != 2 || header.BatchLength < RecordBatchHeader.Size - RecordBatchHeader.LengthEnd) return false;
        if (header.TotalSize > limit - next) return false;
        (Header, Position) = (header, next);
        next += header.TotalSize;
        return true;
    }

    /// <summary>All bytes of the current batch, valid until the next call.</summary>
    public ReadOnlySpan<byte> Batch()
    {
        next = Position;
        var batch = Window(Header.TotalSize);
        next += Header.TotalSize;
        return batch;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(window);
        window = [];
    }

    private ReadOnlySpan<byte> Window(int size)
    {
        if (next < windowStart || next + size > windowStart + windowLength)
        {
            if (size > window.Length)
            {
                ArrayPool<byte>.Shared.Return(window);
                window = ArrayPool<byte>.Shared.Rent(size);
            }

            var wanted = (int)Math.Min(window.Length, limit - next);
            windowStart = next;
            windowLength = 0;
            while (windowLength < wanted)
            {
                var read = RandomAccess.Read(file, window.AsSpan(windowLength, wanted - windowLength), next + windowLength);
                if (read == 0) throw new EndOfStreamException("A segment file was truncated while it was being read.");
                windowLength += read;
            }
        }

        return window.AsSpan((int)(next - windowStart), size);
    }
}
