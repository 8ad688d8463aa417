using System.Numerics;
using System.Runtime.InteropServices;

namespace KafkaBroker.Storage;

/// <summary>CRC-32C (Castagnoli), by which record batches are sealed.</summary>
internal static class Crc32C
{
    /// <summary>The checksum of <paramref name="data"/>.</summary>
    public static uint Compute(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(data);
        foreach (var word in words) crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word));
        foreach (var single in data[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, single);
        return ~crc;
    }
}
