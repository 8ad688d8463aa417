using System.Data.Common;
using DuckDB.NET.Data;
using MlOps.ServiceDefaults.Errors;

namespace MlOps.Analytics;

/// <summary>
/// DuckDB in memory for one piece of columnar work: bounded memory and threads, spilling into its own folder, and no
/// access to anything but the files it was given.
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

    /// <summary>Opens a database that may read the given files, and write below the folder; waits while four others are open.</summary>
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

    /// <summary>Runs statements without a result.</summary>
    /// <exception cref="LimitExceededException">The work needs more memory than it may have.</exception>
    public void Execute(string sql, CancellationToken cancellation) => Query(sql, _ => 0, cancellation);

    /// <summary>Reads every row of a result.</summary>
    /// <exception cref="LimitExceededException">The work needs more memory than it may have.</exception>
    /// <exception cref="InvalidRequestException">The statement has U+0000, where DuckDB would stop reading it.</exception>
    public List<T> Query<T>(string sql, Func<DbDataReader, T> read, CancellationToken cancellation)
    {
        if (sql.Contains('\0')) throw new InvalidRequestException("text", "names and texts must not have the character U+0000");
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        // Otherwise all rows are computed before the first is read, into memory that no limit counts.
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
            throw new OperationCanceledException("The work was cancelled.", e, cancellation);
        }
        catch (DuckDBException e) when (e.Message.Contains("Out of Memory", StringComparison.OrdinalIgnoreCase))
        {
            throw new LimitExceededException(
                "memory", $"The data needs more than the {MemoryMegabytes} MB of memory that one piece of work may use.");
        }
    }

    /// <summary>Closes the database.</summary>
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
