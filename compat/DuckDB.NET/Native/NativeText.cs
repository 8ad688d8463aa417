using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>Zero-terminated UTF-8 that the library returns.</summary>
internal static unsafe class NativeText
{
    /// <summary>Text that stays the library's.</summary>
    public static string Borrowed(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    /// <summary>Text that the caller has to free.</summary>
    public static string Owned(byte* text)
    {
        var copy = Borrowed(text);
        NativeMethods.duckdb_free(text);
        return copy;
    }
}
