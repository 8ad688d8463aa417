using System.Runtime.InteropServices;

namespace DuckDB.NET.Native;

/// <summary>C's <c>duckdb_result</c>: six words that only the library reads.</summary>
[StructLayout(LayoutKind.Sequential, Size = 6 * 8)]
internal struct NativeResult;
