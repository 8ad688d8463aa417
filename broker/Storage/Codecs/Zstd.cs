using System.Runtime.InteropServices;

namespace MlOps.Broker.Storage.Codecs;

/// <summary>Decompresses Zstandard with the system's libzstd, which librdkafka needs as well.</summary>
internal static class Zstd
{
    /// <exception cref="DllNotFoundException">The library is not installed.</exception>
    public static ReadOnlyMemory<byte> Decompress(ReadOnlySpan<byte> source)
    {
        var input = source.ToArray();
        // Frames of streaming compressors do not state their decompressed size.
        for (var capacity = Math.Max(64 * 1024L, source.Length * 8L); capacity <= Decompression.MaxBytes; capacity *= 4)
        {
            var output = new byte[capacity];
            var written = NativeMethods.Decompress(output, (nuint)output.Length, input, (nuint)input.Length);
            if (NativeMethods.IsError(written) == 0) return output.AsMemory(0, (int)written);
            const int destinationTooSmall = 70;
            if (NativeMethods.GetErrorCode(written) != destinationTooSmall) break;
        }

        throw new InvalidDataException("The Zstandard data is corrupt or exceeds the size limit.");
    }

    private static class NativeMethods
    {
        private const string Library = "libzstd.so.1";

        [DllImport(Library, EntryPoint = "ZSTD_decompress")]
        internal static extern nuint Decompress(byte[] target, nuint capacity, byte[] source, nuint length);

        [DllImport(Library, EntryPoint = "ZSTD_isError")]
        internal static extern uint IsError(nuint result);

        [DllImport(Library, EntryPoint = "ZSTD_getErrorCode")]
        internal static extern int GetErrorCode(nuint result);
    }
}
