using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>C's <c>duckdb_decimal</c>: <c>Value</c> × 10^-<c>Scale</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeDecimal(byte width, byte scale, NativeHugeInt value)
{
    public readonly byte Width = width;
    public readonly byte Scale = scale;
    public readonly NativeHugeInt Value = value;

    /// <summary>The same number, digit for digit.</summary>
    public static NativeDecimal From(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = (Int128)new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        var digits = 1;
        for (var rest = magnitude / 10; rest != 0; rest /= 10) digits++;
        return new NativeDecimal((byte)Math.Max(digits, value.Scale), value.Scale, NativeHugeInt.From(value < 0 ? -magnitude : magnitude));
    }
}
