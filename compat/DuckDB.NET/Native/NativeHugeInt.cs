using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>C's <c>duckdb_hugeint</c> and <c>duckdb_uhugeint</c>: 128 bits, the lower half first. UUIDs are stored in it too.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeHugeInt(ulong lower, ulong upper)
{
    // Stored UUIDs have the first bit flipped, so that they sort as signed numbers.
    private const ulong SignBit = 1UL << 63;

    public readonly ulong Lower = lower;
    public readonly ulong Upper = upper;

    public static NativeHugeInt From(Int128 value) => new((ulong)value, (ulong)(value >> 64));

    /// <summary>A UUID as <c>duckdb_create_uuid</c> takes it: not flipped.</summary>
    public static NativeHugeInt From(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return new(BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }

    public Int128 ToInt128() => new(Upper, Lower);

    public UInt128 ToUInt128() => new(Upper, Lower);

    public Guid ToGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Upper ^ SignBit);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Lower);
        return new Guid(bytes, bigEndian: true);
    }
}
