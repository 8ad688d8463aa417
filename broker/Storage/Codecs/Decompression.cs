using System.IO.Compression;

namespace MlOps.Broker.Storage.Codecs;

/// <summary>Decompresses the records of a batch.</summary>
internal static class Decompression
{
    /// <summary>The maximum decompressed size of a batch.</summary>
    public const int MaxBytes = 256 * 1024 * 1024;

    /// <exception cref="InvalidDataException">The data is corrupt or too large, or the codec's library is not installed.</exception>
    public static ReadOnlyMemory<byte> Decompress(Compression codec, ReadOnlyMemory<byte> source)
    {
        try
        {
            return codec switch
            {
                Compression.None => source,
                Compression.Gzip => Gunzip(source),
                Compression.Snappy => Snappy.Decompress(source.Span),
                Compression.Lz4 => Lz4.Decompress(source.Span),
                Compression.Zstd => Zstd.Decompress(source.Span),
                _ => throw new InvalidDataException($"The codec {codec} is unknown."),
            };
        }
        catch (Exception damaged) when (damaged is ArgumentException or IndexOutOfRangeException or DllNotFoundException)
        {
            throw new InvalidDataException($"{codec} data cannot be decompressed.", damaged);
        }
    }

    private static ReadOnlyMemory<byte> Gunzip(ReadOnlyMemory<byte> source)
    {
        using var input = new GZipStream(new MemoryStream(source.ToArray()), CompressionMode.Decompress);
        var output = new DecompressedBytes();
        var buffer = new byte[32 * 1024];
        for (var read = input.Read(buffer); read > 0; read = input.Read(buffer)) output.Literal(buffer.AsSpan(0, read));
        return output.Written;
    }
}
