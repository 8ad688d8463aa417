using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using DuckDB.NET.Native;

namespace DuckDB.NET.Data.Reading;

/// <summary>Reads numbers of up to 64 bits, as any .NET number that can hold them.</summary>
internal sealed unsafe class NumberReader<TNumber>(string column, DuckDBType type) : ColumnReader(column, type)
    where TNumber : unmanaged, INumber<TNumber>
{
    public override Type ClrType => typeof(TNumber);

    protected override T Read<T>(ulong row)
    {
        if (typeof(T) != typeof(TNumber)) return base.Read<T>(row);
        var value = ((TNumber*)Data)[row];
        return Unsafe.As<TNumber, T>(ref value);
    }

    protected override object Read(ulong row, Type target)
    {
        var value = ((TNumber*)Data)[row];
        if (target == typeof(TNumber)) return value;
        try
        {
            return System.Type.GetTypeCode(target) switch
            {
                TypeCode.SByte => sbyte.CreateChecked(value),
                TypeCode.Byte => byte.CreateChecked(value),
                TypeCode.Int16 => short.CreateChecked(value),
                TypeCode.UInt16 => ushort.CreateChecked(value),
                TypeCode.Int32 => int.CreateChecked(value),
                TypeCode.UInt32 => uint.CreateChecked(value),
                TypeCode.Int64 => long.CreateChecked(value),
                TypeCode.UInt64 => ulong.CreateChecked(value),
                _ => Convert.ChangeType(value, target, CultureInfo.InvariantCulture),
            };
        }
        catch (OverflowException)
        {
            throw new InvalidCastException($"Cannot cast from {typeof(TNumber).Name} to {target.Name} in column {Column}");
        }
    }
}
