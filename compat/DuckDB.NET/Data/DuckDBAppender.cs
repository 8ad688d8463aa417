using DuckDB.NET.Native;

namespace DuckDB.NET.Data;

/// <summary>Appends rows to a table. They are there once it is closed; constraints that fail are told then.</summary>
public class DuckDBAppender : IDisposable
{
    private readonly AppenderHandle handle;
    private readonly LogicalTypeHandle[] columns;
    private readonly string table;
    private bool closed;

    internal DuckDBAppender(ConnectionHandle connection, string? catalog, string? schema, string table)
    {
        this.table = string.IsNullOrEmpty(schema) ? table : $"{schema}.{table}";
        var state = NativeMethods.duckdb_appender_create_ext(connection, catalog, schema, table, out handle);
        if (state != 0)
        {
            using (handle) throw Error();
        }

        columns = new LogicalTypeHandle[NativeMethods.duckdb_appender_column_count(handle)];
        for (var i = 0; i < columns.Length; i++) columns[i] = NativeMethods.duckdb_appender_column_type(handle, (ulong)i);
    }

    /// <summary>Begins a row; give a value for each column and end it.</summary>
    public IDuckDBAppenderRow CreateRow()
    {
        if (closed) throw new InvalidOperationException("Appender is already closed");
        return new DuckDBAppenderRow(this, handle, columns, table);
    }

    /// <summary>Writes what is not written yet.</summary>
    /// <exception cref="DuckDBException">A constraint fails, or the last row is not complete.</exception>
    public void Close()
    {
        if (closed) return;
        closed = true;
        try
        {
            Check(NativeMethods.duckdb_appender_close(handle));
        }
        finally
        {
            foreach (var column in columns) column.Dispose();
            handle.Dispose();
        }
    }

    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    internal void Check(int state)
    {
        if (state != 0) throw Error();
    }

    private unsafe DuckDBException Error()
    {
        var error = NativeMethods.duckdb_appender_error_data(handle);
        try
        {
            return new DuckDBException(NativeText.Borrowed(NativeMethods.duckdb_error_data_message(error)), NativeMethods.duckdb_error_data_error_type(error));
        }
        finally
        {
            NativeMethods.duckdb_destroy_error_data(ref error);
        }
    }
}
