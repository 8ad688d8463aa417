using System.Data.Common;
using DuckDB.NET.Data;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Analytics;

/// <summary>
/// A sandboxed in-memory DuckDB for one query job: at most 1 GB of memory and 4 threads, spills to the job's folder, and can only read
/// the given files.
/// </summary>
public sealed class AnalyticsDatabase : IDisposable
{
    private const int MaxOpen = 4;
    private const int MemoryMegabytes = 1024;
    private static readonly SemaphoreSlim Places = new(MaxOpen, MaxOpen);
    private readonly DuckDBConnection connection;

    private AnalyticsDatabase(WorkFolder folder, IEnumerable<string> readable)
    {
        connection = new DuckDBConnection("DataSource=:memory:");
        try
        {
            connection.Open();
            Run($"""
                SET memory_limit = '{MemoryMegabytes}MB';
                SET threads = {Math.Clamp(Environment.ProcessorCount, 1, 4)};
                SET TimeZone = 'UTC';
                SET temp_directory = {Sql.Text(Path.Combine(folder.Path, "spill"))};
                SET allowed_directories = [{Sql.Text(folder.Path + "/")}];
                SET allowed_paths = [{string.Join(", ", readable.Select(Sql.Text))}];
                SET autoinstall_known_extensions = false;
                SET autoload_known_extensions = false;
                SET enable_external_access = false;
                SET lock_configuration = true
                """);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a database that may read the given files and the folder, and write to the folder. Waits while four others are open in this
    /// process (backpressure).
    /// </summary>
    public static async Task<AnalyticsDatabase> OpenAsync(WorkFolder folder, IEnumerable<string> readable, CancellationToken cancellation)
    {
        await Places.WaitAsync(cancellation);
        try
        {
            return new AnalyticsDatabase(folder, readable);
        }
        catch
        {
            Places.Release();
            throw;
        }
    }

    /// <summary>Executes statements and discards their result.</summary>
    /// <exception cref="LimitExceededException">The query exceeds the memory limit.</exception>
    /// <exception cref="InvalidRequestException">The statement contains U+0000.</exception>
    public void Execute(string sql, CancellationToken cancellation) => Query(sql, _ => 0, cancellation);

    /// <summary>Executes a query and reads all rows.</summary>
    /// <exception cref="LimitExceededException">The query exceeds the memory limit.</exception>
    /// <exception cref="InvalidRequestException">The statement contains U+0000, at which DuckDB would truncate it.</exception>
    public List<T> Query<T>(string sql, Func<DbDataReader, T> read, CancellationToken cancellation)
    {
        if (sql.Contains('\0')) throw new InvalidRequestException("text", "names and texts must not have the character U+0000");
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        // Otherwise DuckDB materializes the whole result outside its memory limit.
        command.UseStreamingMode = true;
        using var cancelling = cancellation.Register(command.Cancel);
        try
        {
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read()) rows.Add(read(reader));
            return rows;
        }
        catch (DuckDBException e) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException("The query was cancelled.", e, cancellation);
        }
        catch (DuckDBException e) when (e.Message.Contains("Out of Memory", StringComparison.OrdinalIgnoreCase))
        {
            throw new LimitExceededException(
                "memory", $"The query exceeds the memory limit of {MemoryMegabytes} MB.");
        }
    }

    /// <summary>Closes the database and releases its place.</summary>
    public void Dispose()
    {
        connection.Dispose();
        Places.Release();
    }

    private void Run(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
