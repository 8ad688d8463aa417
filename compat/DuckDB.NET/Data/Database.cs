using DuckDB.NET.Native;

namespace DuckDB.NET.Data;

/// <summary>
/// An open database, shared by its connections and closed with the last of them. Connections of one process to one file
/// share it, because DuckDB locks the file.
/// </summary>
internal sealed class Database
{
    private static readonly Dictionary<string, Database> Shared = new(StringComparer.Ordinal);
    private static readonly Lock Sync = new();
    private readonly string? sharedName;
    private readonly DatabaseHandle handle;
    private int connections;

    private Database(DatabaseHandle handle, string? sharedName) => (this.handle, this.sharedName) = (handle, sharedName);

    /// <summary>Opens the database that a connection string names, or joins it, and connects to it.</summary>
    public static (Database Database, ConnectionHandle Connection) Connect(DuckDBConnectionStringBuilder options)
    {
        var source = options.DataSource;
        if (source.Length == 0)
            throw new InvalidOperationException($"Connection string '{options.ConnectionString}' is not valid, missing data source information.");
        var isPrivate = IsInMemory(source) && !IsShared(source);
        lock (Sync)
        {
            var database = isPrivate ? null : Shared.GetValueOrDefault(source);
            if (database is null)
            {
                database = new Database(Open(IsInMemory(source) ? null : source, options.Configuration), isPrivate ? null : source);
                if (!isPrivate) Shared.Add(source, database);
            }

            return (database, database.Connect());
        }
    }

    public static bool IsInMemory(string source) => IsShared(source) || Is(source, DuckDBConnectionStringBuilder.InMemoryDataSource);

    /// <summary>Connects once more.</summary>
    public ConnectionHandle Connect()
    {
        lock (Sync)
        {
            if (handle.IsClosed) throw new InvalidOperationException("The database is closed: its last connection was.");
            if (NativeMethods.duckdb_connect(handle, out var connection) != 0) throw new DuckDBException("DuckDBConnect failed");
            connections++;
            return connection;
        }
    }

    /// <summary>Closes a connection, and the database with the last.</summary>
    public void Disconnect(ConnectionHandle connection)
    {
        lock (Sync)
        {
            connection.Dispose();
            if (--connections > 0) return;
            handle.Dispose();
            if (sharedName is not null) Shared.Remove(sharedName);
        }
    }

    private static bool IsShared(string source) => Is(source, DuckDBConnectionStringBuilder.InMemorySharedDataSource);

    private static bool Is(string source, string name) => source.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static unsafe DatabaseHandle Open(string? path, IReadOnlyDictionary<string, string> configuration)
    {
        if (NativeMethods.duckdb_create_config(out var config) != 0) throw new DuckDBException("DuckDBCreateConfig failed");
        using (config)
        {
            foreach (var (option, value) in configuration)
            {
                if (NativeMethods.duckdb_set_config(config, option, value) != 0) throw new DuckDBException($"Error setting '{option}' to '{value}'");
            }

            if (NativeMethods.duckdb_open_ext(path, out var database, config, out var error) == 0) return database;
            database.Dispose();
            throw new DuckDBException($"DuckDBOpen failed: {NativeText.Owned(error)}");
        }
    }
}
