using System.Runtime.InteropServices;
using System.Text;

namespace DuckDB.NET.Native;

/// <summary>C's <c>duckdb_string_t</c> as it lies in vectors: up to 12 bytes in place, or a pointer.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct NativeString
{
    private const int InlineLength = 12;

    [FieldOffset(0)]
    private readonly uint length;

    [FieldOffset(4)]
    private fixed byte inline[InlineLength];

    [FieldOffset(8)]
    private readonly byte* pointer;

    /// <summary>The bytes of a string in a vector; they last as long as the vector.</summary>
    public static ReadOnlySpan<byte> Bytes(NativeString* text) =>
        new(text->length <= InlineLength ? text->inline : text->pointer, checked((int)text->length));

    public static string Text(NativeString* text) => Encoding.UTF8.GetString(Bytes(text));
}
