using System.Buffers.Binary;
using System.Numerics;

namespace MlOps.Broker.Storage;

/// <summary>CRC-32C (Castagnoli), the checksum of record batches.</summary>
/// <remarks>
/// The CPU instruction takes eight bytes at a time, but each one depends on the previous result. Three lanes over adjacent blocks hide
/// that latency; a lane's result is shifted past the next lane's bytes by a multiplication in GF(2), with a table for one block.
/// </remarks>
internal static class Crc32C
{
    private const int Block = 4096;
    private static readonly uint[] PastABlock = Shifts(Block);

    /// <summary>The checksum of <paramref name="data"/>.</summary>
    public static uint Compute(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        for (; data.Length >= 3 * Block; data = data[(3 * Block)..])
        {
            var (a, b, c) = (crc, 0u, 0u);
            for (var i = 0; i < Block; i += sizeof(ulong))
            {
                a = BitOperations.Crc32C(a, BinaryPrimitives.ReadUInt64LittleEndian(data[i..]));
                b = BitOperations.Crc32C(b, BinaryPrimitives.ReadUInt64LittleEndian(data[(Block + i)..]));
                c = BitOperations.Crc32C(c, BinaryPrimitives.ReadUInt64LittleEndian(data[(2 * Block + i)..]));
            }

            crc = Shift(Shift(a) ^ b) ^ c;
        }

        return ~Extend(crc, data);
    }

    private static uint Extend(uint crc, ReadOnlySpan<byte> data)
    {
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        foreach (var single in data) crc = BitOperations.Crc32C(crc, single);
        return crc;
    }

    /// <summary>Shifts a checksum past one block of zero bytes.</summary>
    private static uint Shift(uint crc) =>
        PastABlock[crc & 0xff]
        ^ PastABlock[0x100 + ((crc >> 8) & 0xff)]
        ^ PastABlock[0x200 + ((crc >> 16) & 0xff)]
        ^ PastABlock[0x300 + (crc >> 24)];

    /// <summary>
    /// For each byte of a checksum, its contribution after <paramref name="length"/> zero bytes. CRC is linear: the XOR of the four
    /// contributions is the checksum after these bytes.
    /// </summary>
    private static uint[] Shifts(int length)
    {
        var zeros = new byte[length];
        var bits = Enumerable.Range(0, 32).Select(bit => Extend(1u << bit, zeros)).ToArray();
        var table = new uint[4 * 0x100];
        for (var i = 0; i < table.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                if ((i >> bit & 1) != 0) table[i] ^= bits[i / 0x100 * 8 + bit];
            }
        }

        return table;
    }
}
