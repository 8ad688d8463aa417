using DuckDB.NET.Native;

namespace DuckDB.NET.Data;

/// <summary>The result of one statement.</summary>
internal sealed unsafe class QueryResult(ResultHandle handle) : IDisposable
{
    private const int ReturnsRows = 3;

    public bool HasColumns => NativeMethods.duckdb_result_return_type(*handle.Pointer) == ReturnsRows;

    public int RowsChanged => (int)NativeMethods.duckdb_rows_changed(handle.Pointer);

    public int ColumnCount => (int)NativeMethods.duckdb_column_count(handle.Pointer);

    /// <summary>Why a statement, or the fetching of its rows, failed.</summary>
    public static Exception Error(ResultHandle result) =>
        Error(NativeText.Borrowed(NativeMethods.duckdb_result_error(result.Pointer)), NativeMethods.duckdb_result_error_type(result.Pointer));

    /// <summary>The exception for an error; some functions give only its text, which begins with its type.</summary>
    public static Exception Error(string message, DuckDBErrorType type = DuckDBErrorType.Invalid) =>
        type == DuckDBErrorType.Interrupt || message.StartsWith("INTERRUPT Error", StringComparison.Ordinal)
            ? new OperationCanceledException("The query was interrupted.")
            : new DuckDBException(message, type);

    public string ColumnName(int column) => NativeText.Borrowed(NativeMethods.duckdb_column_name(handle.Pointer, (ulong)column));

    public LogicalTypeHandle ColumnType(int column) => NativeMethods.duckdb_column_logical_type(handle.Pointer, (ulong)column);

    /// <summary>The next rows, or null at the end.</summary>
    public ChunkHandle? Fetch()
    {
        var chunk = NativeMethods.duckdb_fetch_chunk(*handle.Pointer);
        if (!chunk.IsInvalid) return chunk;
        chunk.Dispose();
        return NativeMethods.duckdb_result_error(handle.Pointer) == null ? null : throw Error(handle);
    }

    public void Dispose() => handle.Dispose();
}
