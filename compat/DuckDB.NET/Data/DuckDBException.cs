using System.Data.Common;
using DuckDB.NET.Native;

namespace DuckDB.NET.Data;

/// <summary>An error of the database, in its own words.</summary>
public class DuckDBException : DbException
{
    internal DuckDBException(string message) : base(WithoutStackTrace(message))
    {
    }

    internal DuckDBException(string message, DuckDBErrorType errorType) : base(WithoutStackTrace(message), (int)errorType) => ErrorType = errorType;

    /// <summary>The kind of error; <see cref="DuckDBErrorType.Invalid"/> where the library does not say.</summary>
    public DuckDBErrorType ErrorType { get; }

    // Internal errors bring the addresses of the library's frames and its path, which are nobody's business.
    private static string WithoutStackTrace(string message) =>
        message.IndexOf("\n\nStack Trace:", StringComparison.Ordinal) is >= 0 and var start ? message[..start] : message;
}
