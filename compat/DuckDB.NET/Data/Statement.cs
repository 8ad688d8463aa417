using DuckDB.NET.Native;

namespace DuckDB.NET.Data;

/// <summary>Prepares and runs the statements of a command.</summary>
internal static unsafe class Statement
{
    /// <summary>Runs each statement when its result is asked for.</summary>
    public static IEnumerable<QueryResult> ExecuteAll(
        ConnectionHandle connection, string query, DuckDBParameterCollection parameters, bool streaming, CancellationToken cancellation)
    {
        var count = NativeMethods.duckdb_extract_statements(connection, query, out var statements);
        using (statements)
        {
            if (count == 0) throw QueryResult.Error(ExtractError(statements));
            for (var i = 0UL; i < count; i++)
            {
                using var prepared = Prepare(connection, statements, i);
                Bind(prepared, parameters);
                yield return Execute(connection, prepared, streaming, cancellation);
            }
        }
    }

    private static string ExtractError(StatementsHandle statements)
    {
        var error = NativeText.Borrowed(NativeMethods.duckdb_extract_statements_error(statements));
        return error.Length > 0 ? error : "The command has no statement.";
    }

    private static PreparedHandle Prepare(ConnectionHandle connection, StatementsHandle statements, ulong index)
    {
        if (NativeMethods.duckdb_prepare_extracted_statement(connection, statements, index, out var prepared) == 0) return prepared;
        using (prepared) throw QueryResult.Error(NativeText.Borrowed(NativeMethods.duckdb_prepare_error(prepared)));
    }

    private static void Bind(PreparedHandle prepared, DuckDBParameterCollection parameters)
    {
        var expected = NativeMethods.duckdb_nparams(prepared);
        if ((ulong)parameters.Count < expected)
            throw new InvalidOperationException($"Invalid number of parameters. Expected {expected}, got {parameters.Count}");
        if (parameters.Cast<DuckDBParameter>().Any(p => p.ParameterName.Length > 0))
        {
            foreach (DuckDBParameter parameter in parameters)
            {
                // Names that this statement does not have may belong to another statement of the command.
                if (NativeMethods.duckdb_bind_parameter_index(prepared, out var index, parameter.ParameterName) == 0) Bind(prepared, index, parameter);
            }
        }
        else
        {
            for (var i = 0UL; i < expected; i++) Bind(prepared, i + 1, parameters[(int)i]);
        }
    }

    private static void Bind(PreparedHandle prepared, ulong index, DuckDBParameter parameter)
    {
        using var type = NativeMethods.duckdb_param_logical_type(prepared, index);
        using var value = Value.Create(parameter.Value, type);
        if (NativeMethods.duckdb_bind_value(prepared, index, value) != 0)
            throw new InvalidOperationException($"Unable to bind parameter {index}: {NativeText.Borrowed(NativeMethods.duckdb_prepare_error(prepared))}");
    }

    private static QueryResult Execute(ConnectionHandle connection, PreparedHandle prepared, bool streaming, CancellationToken cancellation)
    {
        var state = streaming
            ? NativeMethods.duckdb_pending_prepared_streaming(prepared, out var pending)
            : NativeMethods.duckdb_pending_prepared(prepared, out pending);
        using (pending)
        {
            if (state != 0) throw QueryResult.Error(NativeText.Borrowed(NativeMethods.duckdb_pending_error(pending)));
            // Starting a statement forgets earlier interrupts; one that comes from here on is noticed.
            using var interruption = cancellation.UnsafeRegister(static c => NativeMethods.duckdb_interrupt((ConnectionHandle)c!), connection);
            var result = new ResultHandle();
            if (NativeMethods.duckdb_execute_pending(pending, result.Pointer) == 0) return new QueryResult(result);
            using (result) throw QueryResult.Error(result);
        }
    }
}
