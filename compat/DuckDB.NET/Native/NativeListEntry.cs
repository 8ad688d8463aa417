namespace DuckDB.NET.Native;

/// <summary>C's <c>duckdb_list_entry</c>: where a list's elements lie in the child vector.</summary>
internal readonly record struct NativeListEntry(ulong Offset, ulong Length);
