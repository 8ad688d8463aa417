using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using DuckDB.NET.Native;

namespace DuckDB.NET.Data;

/// <summary>A connection to a file or an in-memory database. It serves one thread at a time; <see cref="Duplicate"/> gives others.</summary>
public class DuckDBConnection : DbConnection
{
    private static readonly StateChangeEventArgs Opened = new(ConnectionState.Closed, ConnectionState.Open);
    private static readonly StateChangeEventArgs Closed = new(ConnectionState.Open, ConnectionState.Closed);
    private Database? database;
    private ConnectionHandle? handle;

    public DuckDBConnection() : this("")
    {
    }

    public DuckDBConnection(string connectionString) => ConnectionString = connectionString;

    [AllowNull]
    public override string ConnectionString { get; set => field = value ?? ""; }

    public override string Database => DataSource;

    public override string DataSource => Options.DataSource;

    public override unsafe string ServerVersion => NativeText.Borrowed(NativeMethods.duckdb_library_version());

    public override ConnectionState State => handle is null ? ConnectionState.Closed : ConnectionState.Open;

    internal DuckDBTransaction? Transaction { get; set; }

    private DuckDBConnectionStringBuilder Options => new() { ConnectionString = ConnectionString };

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    /// <exception cref="InvalidOperationException">It is open already, or the connection string has an unknown property.</exception>
    /// <exception cref="DuckDBException">The database cannot be opened.</exception>
    public override void Open()
    {
        if (handle is not null) throw new InvalidOperationException("Connection is already open.");
        if (database is null) (database, handle) = Data.Database.Connect(Options);
        else handle = database.Connect();
        OnStateChange(Opened);
    }

    public override void Close()
    {
        if (handle is null) throw new InvalidOperationException("Connection is already closed.");
        database!.Disconnect(handle);
        (database, handle, Transaction) = (null, null, null);
        OnStateChange(Closed);
    }

    /// <summary>Another connection to the same in-memory database; it is still to be opened, while this one is open.</summary>
    public DuckDBConnection Duplicate()
    {
        RequireOpen();
        if (!Data.Database.IsInMemory(DataSource))
            throw new NotSupportedException("Duplication of the connection is only supported for in-memory connections.");
        return new DuckDBConnection(ConnectionString) { database = database };
    }

    public new DuckDBTransaction BeginTransaction() => (DuckDBTransaction)BeginDbTransaction(IsolationLevel.Unspecified);

    public new virtual DuckDBCommand CreateCommand() => new() { Connection = this, Transaction = Transaction };

    public DuckDBAppender CreateAppender(string table) => CreateAppender(null, null, table);

    public DuckDBAppender CreateAppender(string? schema, string table) => CreateAppender(null, schema, table);

    /// <summary>Appends rows to a table, faster than INSERT.</summary>
    /// <exception cref="DuckDBException">There is no such table.</exception>
    public DuckDBAppender CreateAppender(string? catalog, string? schema, string table) =>
        new(RequireOpen(), catalog, schema, table);

    /// <summary>How far the running query is. Any thread may ask.</summary>
    public DuckDBQueryProgress GetQueryProgress() => NativeMethods.duckdb_query_progress(RequireOpen());

    internal ConnectionHandle RequireOpen([CallerMemberName] string operation = "") =>
        handle ?? throw new InvalidOperationException($"{operation} requires an open connection");

    internal void Interrupt()
    {
        if (handle is { } running) NativeMethods.duckdb_interrupt(running);
    }

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel)
    {
        RequireOpen("BeginTransaction");
        if (Transaction is not null) throw new InvalidOperationException("Already in a transaction.");
        return Transaction = new DuckDBTransaction(this, isolationLevel);
    }

    protected override DbCommand CreateDbCommand() => CreateCommand();

    protected override void Dispose(bool disposing)
    {
        if (disposing && handle is not null) Close();
        base.Dispose(disposing);
    }
}
