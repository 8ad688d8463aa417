namespace MlOps.Broker.Storage.Codecs;

/// <summary>The output of an LZ77 decompressor, of bounded size.</summary>
internal sealed class DecompressedBytes
{
    private byte[] bytes = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, Length);

    public void Literal(ReadOnlySpan<byte> source) => source.CopyTo(Reserve(source.Length));

    /// <summary>Repeats bytes from <paramref name="distance"/> before the end; the copy may overlap itself.</summary>
    public void Copy(int distance, int count, int start = 0)
    {
        var from = Length - distance;
        if (distance <= 0 || from < start || count < 0) throw new InvalidDataException("Compressed data refers to bytes before its start.");
        var target = Reserve(count);
        for (var i = 0; i < count; i++) target[i] = bytes[from + i];
    }

    private Span<byte> Reserve(int count)
    {
        var end = (long)Length + count;
        if (end > Decompression.MaxBytes) throw new InvalidDataException("The decompressed data exceeds the size limit.");
        if (end > bytes.Length) Array.Resize(ref bytes, (int)Math.Max(end, bytes.Length * 2L));
        Length = (int)end;
        return bytes.AsSpan(Length - count, count);
    }
}
