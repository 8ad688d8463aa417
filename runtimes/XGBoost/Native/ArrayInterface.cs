using System.Buffers.Text;

namespace MlOps.XGBoost.Native;

/// <summary>Describes a matrix in memory to XGBoost: numpy's <c>__array_interface__</c> as JSON.</summary>
internal static unsafe class ArrayInterface
{
    public const int MaxLength = 160;

    /// <summary>Writes the zero-terminated description of a row-major float matrix, without allocating.</summary>
    public static void Write(Span<byte> target, float* data, int rows, int columns)
    {
        var length = 0;
        Append(target, ref length, "{\"data\":["u8);
        Append(target, ref length, (ulong)data);
        Append(target, ref length, ",true],\"shape\":["u8);
        Append(target, ref length, (ulong)rows);
        Append(target, ref length, ","u8);
        Append(target, ref length, (ulong)columns);
        Append(target, ref length, "],\"typestr\":\"<f4\",\"version\":3}\0"u8);
    }

    private static void Append(Span<byte> target, ref int length, ReadOnlySpan<byte> text)
    {
        text.CopyTo(target[length..]);
        length += text.Length;
    }

    private static void Append(Span<byte> target, ref int length, ulong number)
    {
        Utf8Formatter.TryFormat(number, target[length..], out var written);
        length += written;
    }
}
