using System.Numerics;
using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

/// <summary>Reads 128-bit integers, which sums of integers are.</summary>
internal sealed unsafe class HugeIntReader(string column, DuckDBType type) : ColumnReader(column, type)
{
    public override Type ClrType => typeof(BigInteger);

    protected override object Read(ulong row, Type target)
    {
        var raw = ((NativeHugeInt*)Data)[row];
        var value = Type == DuckDBType.UnsignedHugeInt ? (BigInteger)raw.ToUInt128() : raw.ToInt128();
        if (target == typeof(BigInteger)) return value;
        try
        {
            return System.Type.GetTypeCode(target) switch
            {
                TypeCode.SByte => (sbyte)value,
                TypeCode.Byte => (byte)value,
                TypeCode.Int16 => (short)value,
                TypeCode.UInt16 => (ushort)value,
                TypeCode.Int32 => (int)value,
                TypeCode.UInt32 => (uint)value,
                TypeCode.Int64 => (long)value,
                TypeCode.UInt64 => (ulong)value,
                _ => throw CannotRead(target),
            };
        }
        catch (OverflowException)
        {
            throw new InvalidCastException($"Cannot cast from BigInteger to {target.Name} in column {Column}");
        }
    }
}
